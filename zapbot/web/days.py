"""Days in words."""

from collections.abc import Mapping
from datetime import date, timedelta


def words(t: Mapping[str, str], day: date, today: date) -> str:
    """Today, yesterday, or the day with its month; the year is said when it is another."""
    if day == today:
        return t["day.today"]
    if day == today - timedelta(days=1):
        return t["day.yesterday"]
    form = "day.of_year" if day.year != today.year else "day.of_month"
    return t[form].format(day=day.day, month=t[f"day.month.{day.month}"], year=day.year)
