/** Tables that Sluice's own clockwork writes while a test runs, whoever asks for what: looks for changes, forecasts of the day, backtests. */
export const byItself: readonly string[] = ["alert", "alert_look", "forecast_shown", "forecast_backtest"];
