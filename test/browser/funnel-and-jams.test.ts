import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { JamsAnswer } from "#insights/flow/contract.ts";
import { append } from "#ledger/append.ts";
import { day, dealRow, lostRow, sceneOf, wonRow, type Path } from "#test/ledger.ts";
import { activitiesOf } from "#test/full-shop.ts";
import { jamRows, usual } from "#test/jam-shop.ts";
import type { TestShop } from "#test/app.ts";
import type { MemberList } from "#workspaces/contract.ts";
import { axe, phone, sumsOf, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let empty: TestShop;

/** A shop whose evaluation has been letting fewer through for a quarter. */
beforeAll(async () => {
  empty = await app.buildShop();
  const { workspaceId, pipeline } = app.shop;
  const shop = {
    deals: () => 1200,
    conversion: (stage: number, quarter: number) => (stage === 2 && quarter === 4 ? 0.25 : usual[stage]!),
    source: (random: { uniform(): number }) => (random.uniform() < 0.4 ? "newsletter" : "search"),
  };
  const rows = jamRows({ pipelineId: pipeline.id }, shop, 21, Date.now());
  await app.db.inWorkspace(workspaceId, (tx) => append(tx, [...rows, ...activitiesOf(rows)]));
  // so that the board stands
  const made = await app.api("POST", "/api/deals", {
    pipelineId: pipeline.id,
    stageId: "interest",
    name: "Ada",
    email: "ada@shop.example",
  });
  expect(made.status).toBe(200);
  await app.settle();
}, 120_000);

test("the funnel shows undecided deals apart, opens the deals behind a count, and compares", async () => {
  const page = await web.open({ path: "/insights/funnel?period=90d" });
  await page.getByRole("heading", { name: /^Of 100 deals that begin, \d+ reach Interest/ }).waitFor();
  await page.getByRole("heading", { name: /^Half of all deals are decided within/ }).waitFor();
  const row = page.getByRole("row", { name: /^Decision .*came here/ });
  const said = /(\d+) came here/.exec(await row.innerText())![1]!;
  await row.getByRole("button", { name: `${said} came here` }).click();
  await page.getByText(`${said} deals: the count.`).waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Compare with").selectOption({ label: "the period before" });
  await page.getByText(/^Grey: /).waitFor();
  expect(await row.innerText()).toMatch(/against \d+/);
  await web.shoot(page, "funnel");
  expect(await axe(page)).toEqual([]);
  const opens = async (button: Locator) => {
    const word = await button.innerText();
    await button.click();
    expect([word, (await sumsOf(page))[0]]).toEqual([word, Number(/[\d,]+/.exec(word)![0].replaceAll(",", ""))]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  };
  const legend = page.getByText(/^Grey: /);
  const days = await legend.innerText();
  await opens(legend.getByRole("button"));
  await page.getByLabel("Compare with").selectOption({ label: "newsletter" });
  await expect.poll(() => legend.innerText()).not.toBe(days);
  await opens(legend.getByRole("button"));
  await opens(page.getByRole("button", { name: /deals that began\.$/ }));
  await page.getByRole("heading", { name: /^[\d,]+ open deals wait for us\. [\d,]+ wait for the customer\./ }).waitFor();
  const waits = page.getByRole("table").filter({ has: page.getByRole("columnheader", { name: "Waits for us" }) });
  for (const name of [/times?$/, / now$/, / stays?$/, /left out$/]) await opens(waits.getByRole("button", { name }).first());
  await waits.scrollIntoViewIfNeeded();
  await web.shoot(page, "funnel-waits");
  await opens(page.getByRole("button", { name: "1 unanswered, open" }));
  const chances = page.getByRole("figure", { name: /^Of deals still open after|^Deals still open after/ });
  await chances.getByRole("button", { name: "As a table" }).click();
  const last = chances.getByRole("row").last();
  const n = (await last.getByRole("cell").last().innerText()).replaceAll(",", "");
  await last.getByRole("button").click();
  expect((await sumsOf(page))[0]).toBe(Number(n));
  await page.keyboard.press("Escape");
  const { members } = (await app.api<MemberList>("GET", "/api/members")).body;
  const { userId, name } = members[0]!;
  const byOwner = await web.open({ path: `/insights/funnel?period=90d&compare=${encodeURIComponent(`owner=${userId}`)}` });
  await byOwner.getByText(`, Owner: ${name}.`).waitFor();
  expect(await byOwner.locator("main").innerText()).not.toContain(userId);
});

test("the jam is named with its price; a measure becomes a task in one click, and is ticked off, changed and deleted", async () => {
  const page = await web.open({ path: "/insights/jams?period=90d" });
  await page.getByRole("heading", { name: /^Evaluation likely loses .+ – .+ a month\./ }).waitFor();
  await page.getByText("Say the benefit first").click();
  await page.getByRole("button", { name: "Make a task" }).first().click();
  await page.getByLabel("Due").fill("2030-01-31");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "1 task to do." }).waitFor();
  await page.getByText("due 31 Jan 2030 · Evaluation").waitFor();
  await page.getByRole("checkbox", { name: "Done: Say the benefit first" }).click();
  await page.getByRole("heading", { name: "No task yet." }).waitFor();
  await page.getByRole("button", { name: "Show 1 done" }).click();
  await page.getByRole("checkbox", { name: "Done: Say the benefit first" }).click();
  await page.getByRole("button", { name: "Note it as changed" }).first().click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: /^Last change noted on/ }).waitFor();
  await page.getByRole("button", { name: "Edit" }).first().click();
  await page.getByLabel("Title").fill("A better pitch");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("A better pitch").waitFor();
  await web.shoot(page, "jams");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Delete" }).first().click();
  await page.getByText("A better pitch").waitFor({ state: "detached" });
});

test("what turned round, is still open or lies about opens its deals, on the page and at the jam", async () => {
  const shop = await app.buildShop();
  const scene = sceneOf(app.db, shop);
  const ago = (days: number) => Date.now() - days * day;
  const back: Path = [
    ["interest", ago(20)],
    ["evaluation", ago(18)],
    ["interest", ago(16)],
  ];
  await scene.write([
    ...Array.from({ length: 4 }, () => dealRow(scene, { path: back })),
    dealRow(scene, { path: [["awareness", ago(60)]], valueMinor: 700_000, currency: "EUR" }),
    ...Array.from({ length: 7 }, () => lostRow(scene, { path: [["awareness", ago(9)]], closedAt: ago(2) })),
    ...Array.from({ length: 3 }, () => wonRow(scene, { path: [["evaluation", ago(9)], ["purchase", ago(3)]] })), // prettier-ignore
  ]);
  await app.settle();
  const page = await web.open({ path: "/insights/funnel?period=90d", shop });
  const opens = async (name: string, n: number, within = page.locator("main")) => {
    await within.getByRole("button", { name, exact: true }).first().click();
    expect([name, (await sumsOf(page))[0]]).toEqual([name, n]);
  };
  const close = async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  };
  await opens("4 moves back", 4, page.getByRole("row", { name: /^Evaluation .*went on/ }));
  await page.getByText("4 stays: the count.").waitFor();
  expect(await page.getByRole("dialog").getByRole("link").count()).toBe(4);
  await web.shoot(page, "funnel-turns");
  await close();
  await opens("4 came back", 4, page.getByRole("row", { name: /^Interest .*went on/ }));
  await close();
  await opens("Show them", 5);
  await page.getByText("5 deals: the count. They are worth €7,000 together.").waitFor();
  await close();
  await opens("All 5 open deals", 5);
  await page.goto(page.url().replace(/funnel.*/, "jams?period=90d"));
  await opens("8 stays", 8);
  await close();
  await opens("7 lost", 7);
  await close();
  await opens("5 of 5 open deals are older than any that ever closed.", 5);
  await web.shoot(page, "jams-records");
});

test("a stage says how long deals wait with one person more or fewer, from its busiest week or numbers of one's own", async () => {
  const shop = await app.buildShop();
  const scene = sceneOf(app.db, shop);
  const ago = (days: number) => Date.now() - days * day;
  const stays = Array.from({ length: 40 }, (_, i): Path => [["interest", ago(82 - 2 * i)], ["decision", ago(81 - 2 * i)]]); // prettier-ignore
  await scene.write(stays.map((path, i) => dealRow(scene, { path, ownerId: `u${i % 2}` })));
  await app.settle();
  const page = await web.open({ path: "/insights/jams?period=90d", shop });
  await page.getByRole("button", { name: "How many people would be needed?" }).click();
  const people = async () => (await page.getByRole("table", { name: "Interest: wait by the number of people" }).getByRole("rowheader").allInnerTexts()).join(", "); // prettier-ignore
  expect(await people()).toBe("1 person, 2 people, 3 people");
  await page.getByRole("button", { name: /^40 came in, 3.1 a week;/ }).click();
  expect((await sumsOf(page))[0]).toBe(40);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const busiest = page.getByRole("button", { name: /^4 left the stage in its busiest week, which with 2 people .* is 2 each\./ });
  await busiest.click();
  expect((await sumsOf(page))[0]).toBe(4);
  await page.keyboard.press("Escape");
  await page.getByLabel("People in this stage").fill("3");
  await expect.poll(people).toBe("2 people, 3 people, 4 people");
  await page.getByLabel("Finished per person and week").fill("1");
  await page.getByRole("row", { name: /^3 people .* grows without end/ }).waitFor();
  expect(await axe(page)).toEqual([]);
  const small = await web.open({ path: "/insights/jams?period=90d", shop, size: phone, language: "de", dark: true });
  const ask = small.getByRole("button", { name: "Wie viele Leute bräuchte es?" });
  await ask.click();
  await ask.scrollIntoViewIfNeeded();
  expect(await small.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  expect(await axe(small)).toEqual([]);
  await web.shoot(small, "jams-people-phone");
});

test("the channel marks the gate that jams", async () => {
  const { body } = await app.api<JamsAnswer>("GET", `/api/insights/jams?pipelineId=${app.shop.pipeline.id}`);
  expect(body.headline).toEqual(["evaluation"]);
  const page = await web.open({ path: `/pipeline/${app.shop.pipeline.id}` });
  await page.getByRole("button", { name: /It jams at Evaluation: likely/ }).waitFor();
  await web.shoot(page, "channel-jam");
});

test("the channel obeys the board's filters, and says which it does not", async () => {
  const page = await web.open({ path: `/pipeline/${app.shop.pipeline.id}?owner=none&known=yes` });
  await page.getByText("The gates are not narrowed by search").waitFor();
  await page.getByRole("button", { name: /It jams at Evaluation: likely/ }).waitFor();
  const asked = await page.evaluate<string[]>('performance.getEntriesByType("resource").map(({ name }) => name)');
  for (const name of ["channel", "jams"]) {
    const search = new URL(asked.find((url) => url.includes(`/api/insights/${name}?`))!).searchParams;
    expect([name, search.get("owner"), search.get("known")]).toEqual([name, "none", null]);
  }
  const plain = await web.open({ path: `/pipeline/${app.shop.pipeline.id}?owner=none` });
  await plain.getByRole("button", { name: /It jams at Evaluation: likely/ }).waitFor();
  expect(await plain.getByText("The gates are not narrowed by search").count()).toBe(0);
});

test("jams say which weeks they judge, and why where these are not those asked for", async () => {
  const page = await web.open({ path: "/insights/jams?period=12m" });
  await page.getByText(/Jams are judged on four to thirteen weeks/).waitFor();
  await page.goto(page.url().replace("12m", "90d"));
  await page.getByText(/Likely range: 8 months in 10\./).waitFor();
  expect(await page.getByText(/Jams are judged on four to thirteen weeks/).count()).toBe(0);
});

test("both pages stand in German, dark, on a phone and empty", async () => {
  for (const name of ["funnel", "jams"]) {
    const german = await web.open({ path: `/insights/${name}?period=90d`, language: "de", dark: true });
    await german.getByRole("heading", { name: name === "jams" ? /gehen wahrscheinlich/ : /^Von 100 begonnenen Deals/ }).waitFor();
    await german.waitForTimeout(500);
    await web.shoot(german, `${name}-german-dark`);
    expect(await axe(german)).toEqual([]);
    const small = await web.open({ path: `/insights/${name}?period=90d`, size: phone, language: "de" });
    await small.getByRole("heading", { name: name === "jams" ? /gehen wahrscheinlich/ : /^Von 100 begonnenen Deals/ }).waitFor();
    expect(await small.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await web.shoot(small, `${name}-phone`);
    const bare = await web.open({ path: `/insights/${name}`, shop: empty });
    await bare.getByText(name === "jams" ? /^Too early to say where it jams/ : "No deal began in this period").waitFor();
    expect(await axe(bare)).toEqual([]);
    await web.shoot(bare, `${name}-empty`);
  }
});
