import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { createStartLink } from "#server/start-link.ts";
import { axe, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const historyDays = 20;
let origin: string;

beforeAll(async () => {
  origin = await app.listen();
});

async function openLink(look: Parameters<typeof web.open>[0] = {}): Promise<Page> {
  const link = new URL((await createStartLink(app.db, origin, false))!);
  const page = await web.open({ ...look, role: "nobody", path: link.pathname + link.search });
  // a few weeks of history instead of a year
  await page.route("**/api/demo", (route) =>
    route.request().method() === "POST"
      ? route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), historyDays }) })
      : route.continue(),
  );
  return page;
}

test("without the one-time link only the machine's own demo door is open", async () => {
  const page = await web.open({ role: "nobody", path: "/" });
  await page.getByRole("heading", { level: 1, name: /See your sales as a channel/ }).waitFor();
  expect(await page.getByRole("button", { name: "Connect my shop" }).isDisabled()).toBe(true);
  await page.getByText("open the one-time link").first().waitFor();
});

test("the first door: one click, no account, a living shop; one click removes it", async () => {
  const page = await openLink();
  await page.getByRole("heading", { level: 2, name: "Look around with the demo shop" }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "welcome");
  await page.getByRole("button", { name: "Open the demo shop" }).click();
  await page
    .getByRole("status")
    .getByText(/A year of visits/)
    .waitFor();
  await page.waitForURL(/\/w\/[^/]+\/pipeline\//, { timeout: 120_000 });
  await page.getByRole("complementary", { name: "Demo shop · simulated" }).waitFor();
  await page.getByRole("heading", { level: 1, name: "Online shop" }).waitFor();
  expect((await app.api("GET", "/api/demo")).body.state).toBe("live");

  await page.getByRole("button", { name: "Remove demo" }).click();
  await page.getByRole("button", { name: "Open the demo shop" }).waitFor();
  expect((await app.api("GET", "/api/demo")).body).toMatchObject({ state: "none", workspaceId: null });
}, 180_000);

test("the second door: owner and shop, then the first real event the second it arrives", async () => {
  const page = await openLink({ language: "de" });
  await page.getByRole("button", { name: "Shop verbinden" }).click();
  await page.getByRole("button", { name: "Anlegen und verbinden" }).click();
  await page.getByText("Der Shop braucht einen Namen.").waitFor();

  await page.getByLabel("Ihr Name").fill("Jana Petersen");
  await page.getByLabel("E-Mail").fill("jana@teehaus.example");
  await page.getByLabel("Passwort").fill("ein langes passwort");
  await page.getByLabel("Name des Shops").fill("Teehaus Nord");
  expect(await page.getByRole("combobox", { name: "Währung" }).inputValue()).toBe("EUR · Euro");
  expect(await page.getByRole("combobox", { name: "Zeitzone" }).inputValue()).toBe("Europe/Berlin");
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "shop-form-de");
  await page.getByRole("button", { name: "Anlegen und verbinden" }).click();

  await page.getByRole("heading", { level: 1, name: "Shop verbinden" }).waitFor();
  await page.getByRole("button", { name: /^Segment-kompatibel/ }).click();
  await page.getByRole("heading", { name: "Warten auf das erste Ereignis" }).waitFor();
  const writeKey = await page.getByRole("textbox", { name: "Write Key" }).innerText();
  await page.waitForTimeout(500);
  const sentMs = Date.now();
  const event = {
    anonymousId: "a-1",
    messageId: "m-1",
    event: "Product Added",
    context: { traits: { email: "ada@example.com" } },
    properties: { name: "Sencha", price: 12.9, quantity: 2, currency: "EUR" },
  };
  const answer = await fetch(`${origin}/v1/track`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(200);
  await page.getByRole("heading", { name: "Es klappt: das neueste Ereignis" }).waitFor();
  const shownMs = Date.now() - sentMs;
  await page.getByRole("link", { name: "Deal eröffnet in „Bewertung“" }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "first-event-de");
  expect(shownMs).toBeLessThan(3_000);

  await page.getByRole("link", { name: "Zur Pipeline" }).click();
  await page.getByText("ada@example.com").first().waitFor();
});

test("the third door leads to where files are dropped", async () => {
  const page = await web.open({ role: "nobody", path: "/sign-in" });
  await page.getByLabel("E-mail").fill("jana@teehaus.example");
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").getByText("E-mail or password is not right.").waitFor();
  await page.getByLabel("Password").fill("ein langes passwort");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  await page.getByRole("button", { name: /Change shop/ }).click();
  await page.getByRole("menuitem", { name: "Set up another shop" }).click();
  await page.getByRole("button", { name: "Bring my files" }).click();
  await page.getByLabel("Name of the shop").fill("Wholesale North");
  await page.getByRole("radio", { name: "Wholesale" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByText("Drop files anywhere on this page").waitFor();
  await web.shoot(page, "import-door");
  const { body } = await app.api("GET", "/api/pipelines", undefined, { workspace: /\/w\/([^/]+)/.exec(page.url())![1]! });
  expect(body.pipelines.map((pipeline: { template: string }) => pipeline.template)).toEqual(["wholesale"]);
});
