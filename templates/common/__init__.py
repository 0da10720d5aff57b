"""What every paper is made with: words, phrases, the parts of a docx, the child that fills one."""
