"""The pages that anybody may read: the beginning, and the places that later pages will take."""
