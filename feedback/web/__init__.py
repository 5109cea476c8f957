"""WHAT EVERY PAGE NEEDS: access, security, errors, forms."""
