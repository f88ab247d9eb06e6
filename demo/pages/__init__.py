"""The pages of the demonstration's portals: frames around reports, lists with their pagers, one module per family."""
