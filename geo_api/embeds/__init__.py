"""Maps for the pages of other sites: one layer or one rule, alone, as everybody sees it."""
