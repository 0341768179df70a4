namespace Search.Newspaper;
