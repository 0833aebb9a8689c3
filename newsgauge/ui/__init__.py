"""What the pages share: frame, language, filters, loaders, evidence, chips, figures, downloads; the only library code that imports streamlit."""
