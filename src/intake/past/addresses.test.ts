import { lookup } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { askShop } from "./ask-shop.ts";
import { isPublicAddress, lookupPublic, mayBePublic } from "./public-address.ts";
import { shopUrl } from "./shop-api.ts";

const world = { localShops: false };
const inside = { localShops: true };

describe("the address of a shop", () => {
  it.each([
    ["shopify", "my-shop", "https://my-shop.myshopify.com"],
    ["shopify", " https://my-shop.myshopify.com/admin/settings ", "https://my-shop.myshopify.com"],
    ["woocommerce", "shop.example", "https://shop.example"],
    ["woocommerce", "https://shop.example/laden/wp-admin/admin.php?page=wc-settings", "https://shop.example/laden"],
    ["woocommerce", "https://shop.example/wp-json/wc/v3/", "https://shop.example"],
  ] as const)("of %s may be typed as %s", (kind, typed, url) => {
    expect(shopUrl(kind, typed, world)).toBe(url);
  });

  it.each([
    ["shopify", "https://shop.example", "shop_address_invalid"],
    ["shopify", "https://evil.example/?.myshopify.com", "shop_address_invalid"],
    ["woocommerce", "http://shop.example", "shop_address_invalid"],
    ["woocommerce", "https://user:word@shop.example", "shop_address_invalid"],
    ["woocommerce", "ftp://shop.example", "shop_address_invalid"],
    ["woocommerce", "https://127.0.0.1", "shop_address_private"],
    ["woocommerce", "https://2130706433", "shop_address_private"],
    ["woocommerce", "https://[::ffff:10.0.0.1]", "shop_address_private"],
    ["woocommerce", "https://localhost:8443", "shop_address_private"],
    ["woocommerce", "https://metadata", "shop_address_private"],
  ] as const)("of %s is refused as %s", (kind, typed, code) => {
    expect(() => shopUrl(kind, typed, world)).toThrow(code);
  });

  it("may be near where the operator says so", () => {
    expect(shopUrl("shopify", "http://127.0.0.1:99", inside)).toBe("http://127.0.0.1:99");
  });
});

describe("what is public", () => {
  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])("%s is", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    "10.1.2.3",
    "127.8.8.8",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
  ])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it.each(["::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1"])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("is looked at again when connecting: a name that leads inside is refused then", async () => {
    expect((await lookup("localhost")).address).toMatch(/^(127\.|::1)/);
    const error = await new Promise((resolve) => lookupPublic("localhost", {}, resolve));
    expect(error).toMatchObject({ code: "EPRIVATE" });
    expect(mayBePublic("localhost")).toBe(false);
    await expect(askShop({ local: false }, { url: new URL("https://127.0.0.1:1/") })).rejects.toMatchObject({
      code: "shop_address_private",
    });
    await expect(askShop({ local: false }, { url: new URL("http://shop.example/") })).rejects.toMatchObject({
      code: "shop_address_private",
    });
  });
});
