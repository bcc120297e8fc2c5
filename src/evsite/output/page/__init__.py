"""The page of a site: one HTML file for the customer and the electrician, made of sections of one module each."""
