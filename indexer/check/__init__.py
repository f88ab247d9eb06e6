"""Report → findings: identities, suspects, comparisons between years and with the narrative."""
