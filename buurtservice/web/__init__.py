"""What every page shares: headers, language, forms, drafts, words and errors. It knows no feature."""
