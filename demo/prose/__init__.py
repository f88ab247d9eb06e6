"""The wording of the demonstration's reports: banks of our own sentences, and the writer that draws from them."""
