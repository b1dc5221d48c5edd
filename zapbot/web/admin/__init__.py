"""`/admin`: the people, teams and replies of the business, and what was done when by whom."""
