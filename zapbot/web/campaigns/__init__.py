"""The pages of campaigns: the list, the steps that make a new one, and one campaign as it goes on."""
