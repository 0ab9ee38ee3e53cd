import classes from "./insights.module.css";

/** A count that opens what it counts. */
export function CountButton({ n, word, onClick }: { n: number; word: string; onClick: () => void }) {
  return n === 0 ? (
    <span className={classes.none}>{word}</span>
  ) : (
    <button type="button" className={classes.count} onClick={onClick}>
      {word}
    </button>
  );
}
