"""What the pages share: frame, language, selection, evidence, chips, figures; nothing else imports streamlit."""
