namespace Search.Analysis;
