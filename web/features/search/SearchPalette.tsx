type Props = { opened: boolean; close: () => void };

export function SearchPalette({ opened }: Props) {
  return opened ? null : null;
}
