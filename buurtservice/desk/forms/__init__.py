"""The forms of the desk: few fields on one page, said as a volunteer would ask them aloud."""
