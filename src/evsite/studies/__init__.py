"""Questions asked of a site: ratios, worst cases, what is left by the hour, policies side by side."""
