"""The report of one commune as a file that opens with no network.

gather   all that it says, read from the database at once
queries  what is read
drawing  its map
page     the document, out of report.html and words
commands `wardmap report`
"""
