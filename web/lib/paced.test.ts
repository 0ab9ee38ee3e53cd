import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { paced } from "./paced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("answers the first call soon and many calls once per interval", async () => {
  const work = vi.fn(async () => {});
  const pace = paced(work, { waitMs: 20, everyMs: 200 });
  for (let ms = 0; ms < 1000; ms += 10) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(work).toHaveBeenCalledTimes(5);
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(6);
  await vi.advanceTimersByTimeAsync(5000);
  expect(work).toHaveBeenCalledTimes(6);
});

it("never runs twice at a time, and not while it is held", async () => {
  let release = () => {};
  const work = vi.fn(() => new Promise<void>((resolve) => void (release = resolve)));
  const pace = paced(work, { waitMs: 0, everyMs: 100 });
  pace.ask();
  await vi.advanceTimersByTimeAsync(1);
  pace.ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  pace.hold(true);
  release();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  pace.hold(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
});

it("stops for good", async () => {
  const work = vi.fn(async () => {});
  const pace = paced(work, { waitMs: 0, everyMs: 100 });
  pace.ask();
  pace.stop();
  await vi.advanceTimersByTimeAsync(1000);
  pace.ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).not.toHaveBeenCalled();
});
