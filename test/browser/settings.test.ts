import { expect, test } from "vitest";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp({ workers: false });
const { app } = web;

const pages = [
  ["pipelines", "Pipelines"],
  ["sources", "Shops und Quellen"],
  ["sources/new", "Shop verbinden"],
  ["team", "Team"],
  ["keys", "API-Schlüssel"],
  ["workspace", "Shop"],
  ["currencies", "Währungen"],
  ["files", "Dateien"],
  ["account", "Ihr Konto"],
] as const;

test.each([
  ["light", 1440],
  ["dark", 360],
] as const)(
  "every page of the settings stands without a fault, %s, %s px wide",
  async (scheme, width) => {
    const page = await web.open({
      path: "/settings",
      language: "de",
      dark: scheme === "dark",
      size: width === 360 ? phone : { width, height: 900 },
    });
    for (const [path, title] of [["", "Einstellungen"], ...pages] as const) {
      await page.goto(`${await app.listen()}/w/${app.shop.workspaceId}/settings/${path}`);
      await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await expect.poll(() => page.getByRole("status", { name: "Wird geladen …" }).count(), { timeout: 20_000 }).toBe(0);
      expect(await axe(page), path).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBe(width);
      await web.shoot(page, `settings-${path.replace("/", "-") || "home"}-de-${scheme}-${width}`);
    }
  },
  120_000,
);

test("someone invited joins, works in their role, and is let go", async () => {
  const page = await web.open({ path: "/settings/team" });
  await page.getByRole("button", { name: "Invite someone" }).click();
  await page.getByRole("textbox", { name: "E-mail" }).fill("tom@shop.example");
  await page.getByRole("button", { name: "Make the invitation link" }).click();
  const link = new URL(await page.getByRole("textbox", { name: "Invitation link" }).innerText());

  const guest = await web.open({ role: "nobody", path: link.pathname });
  await guest.getByText("You join as tom@shop.example, role: seller.").waitFor();
  expect(await axe(guest)).toEqual([]);
  await guest.getByRole("textbox", { name: "Your name" }).fill("Tom Seidel");
  await guest.getByRole("textbox", { name: "Password" }).fill("too short");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.getByRole("textbox", { name: "Password" }).fill("quite long enough");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.getByRole("heading", { level: 1, name: "Online shop" }).waitFor();
  await guest.getByRole("link", { name: "Settings" }).click();
  const places = guest.getByRole("navigation", { name: "Settings" }).getByRole("link");
  await places.first().waitFor();
  expect(await places.allInnerTexts()).toEqual(["Pipelines", "Team", "Currencies", "Your account"]);

  await page.reload();
  const line = page.getByRole("row", { name: /Tom Seidel/ });
  await line.getByRole("button", { name: "Remove" }).click();
  await line.waitFor({ state: "detached" });
  await guest.reload();
  await guest
    .getByText("There is nothing at this address.")
    .or(guest.getByRole("heading", { name: "Sign in" }))
    .or(guest.getByText("See your sales as a channel"))
    .first()
    .waitFor();
}, 60_000);

test("a key is shown once and works until it is revoked", async () => {
  const page = await web.open({ path: "/settings/keys" });
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Reporting");
  await page.getByRole("dialog").getByRole("button", { name: "Make a key" }).click();
  const key = await page.getByRole("textbox", { name: "Key" }).innerText();
  const ask = () => app.api("GET", "/api/pipelines", undefined, { as: { authorization: `Bearer ${key}` } });
  expect((await ask()).status).toBe(200);
  await page.getByRole("button", { name: "Close" }).click();
  await page
    .getByRole("row", { name: /Reporting/ })
    .getByRole("button", { name: "Revoke" })
    .click();
  await page.getByText("No keys yet.").waitFor();
  expect((await ask()).status).toBe(401);
});

test("shop, rates and password are changed", async () => {
  const page = await web.open({ path: "/settings/workspace" });
  await page.getByRole("textbox", { name: "Name of the shop" }).fill("North Tea House");
  await page.getByRole("checkbox", { name: "with shipping" }).click();
  await page.getByRole("textbox", { name: "Gross margin" }).fill("42.5");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /^North Tea House/ }).waitFor();
  const { body } = await app.api("GET", "/api/workspace");
  expect(body).toMatchObject({ name: "North Tea House", valueWithShipping: false, grossMargin: 0.425, discountRate: null });

  const kept = page.getByText("Rates and targets are kept for each currency");
  const choose = async (currency: string) => {
    await page.getByRole("combobox", { name: "Currency" }).fill(currency);
    await page.getByRole("option", { name: currency }).click();
  };
  await choose("USD");
  await kept.waitFor();
  await web.shoot(page, "settings-workspace-other-currency");
  await choose("EUR");
  await kept.waitFor({ state: "detached" });

  await page.goto(page.url().replace("workspace", "currencies"));
  await page.getByRole("textbox", { name: /One is worth in EUR/ }).fill("1.07");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("1 CHF = 1.07 EUR").waitFor();

  await page.goto(page.url().replace("currencies", "account"));
  await page.getByRole("textbox", { name: "Current password" }).fill("not the password");
  await page.getByRole("textbox", { name: "New password" }).fill("another long password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("alert").getByText("E-mail or password is not right.").waitFor();
  await page.getByRole("textbox", { name: "Current password" }).fill("correct horse battery");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("All other devices are signed out.").waitFor();
});

test("language and colours are each person's own and stay", async () => {
  const page = await web.open({ path: "/insights", role: "manager" });
  await page.getByRole("heading", { level: 1, name: "Insights" }).waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitemradio", { name: "Deutsch" }).waitFor();
  // a menu floats above the landmarks
  expect((await axe(page)).filter((line) => !line.startsWith("region:"))).toEqual([]);
  await web.shoot(page, "person-menu");
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
  await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
  await page.reload();
  await page.getByRole("link", { name: "Auswertung" }).waitFor();
  expect(await page.evaluate("[document.documentElement.lang, document.documentElement.dataset.mantineColorScheme]")).toEqual([
    "de",
    "dark",
  ]);
  await page.getByRole("button", { name: /^Ihr Menü/ }).click();
  await page.getByRole("menuitem", { name: "Abmelden", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Anmelden" }).waitFor();
});
