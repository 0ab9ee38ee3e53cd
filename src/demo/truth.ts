/** The gates of the simulated shop, each named for the stage it leads into. */
export type GateName = "interest" | "evaluation" | "decision" | "purchase";

/**
 * A gate's truth: the share that ever passes it; the share of those that pass within the same visit (minutes);
 * the others come back after a log-normal delay, cut at `longestDays` so that no idle rule ends a journey that goes on.
 */
export type Gate = { probability: number; sameVisit: number; medianDays: number; sigma: number };

export type Hazards = {
  gates: Record<GateName, Gate>;
  /** A buyer's next visit: whether there is one, and how long after the order (or the visit that led to nothing) it comes. */
  comesBack: { afterOrder: number; medianDays: number; sigma: number; afterNothing: number; afterNothingMedianDays: number };
  /** What holds on a buyer's later visits; `purchase` is the one of `gates`. */
  returning: { evaluation: number; decision: number };
};

export const longestDays = 11;

/** What is true in the simulated shop, so that measured numbers can be held against it. */
export const trueHazards: { retail: Hazards; wholesale: Hazards } = {
  retail: {
    gates: {
      interest: { probability: 0.35, sameVisit: 0.6, medianDays: 1.1, sigma: 0.9 },
      evaluation: { probability: 0.38, sameVisit: 0.35, medianDays: 1.8, sigma: 0.8 },
      decision: { probability: 0.47, sameVisit: 0.45, medianDays: 1.2, sigma: 0.8 },
      purchase: { probability: 0.68, sameVisit: 0.5, medianDays: 1.5, sigma: 0.8 },
    },
    comesBack: { afterOrder: 0.7, medianDays: 46, sigma: 0.5, afterNothing: 0.35, afterNothingMedianDays: 28 },
    returning: { evaluation: 0.8, decision: 0.85 },
  },
  wholesale: {
    gates: {
      interest: { probability: 0.85, sameVisit: 0.8, medianDays: 2, sigma: 0.6 },
      evaluation: { probability: 0.7, sameVisit: 0.1, medianDays: 4, sigma: 0.5 },
      decision: { probability: 0.75, sameVisit: 0.1, medianDays: 4, sigma: 0.5 },
      purchase: { probability: 0.62, sameVisit: 0.05, medianDays: 5, sigma: 0.4 },
    },
    comesBack: { afterOrder: 0.9, medianDays: 34, sigma: 0.25, afterNothing: 0.5, afterNothingMedianDays: 20 },
    returning: { evaluation: 0.9, decision: 0.9 },
  },
};

/** Other shares that hold throughout. */
export const trueShares = {
  wholesale: 0.003,
  newsletterFirst: 0.05,
  newsletterAfterProduct: 0.07,
  mailKnownAtCheckout: 0.85,
  account: 0.55,
  secondDevice: 0.3,
  refunded: 0.03,
  cancelled: 0.01,
} as const;

/** A change planted in the shop: from `atMs` on, the checkout of private buyers loses more of them. */
export type PlantedChange = { atMs: number; purchase: number };

export const plantedPurchase = 0.59;
