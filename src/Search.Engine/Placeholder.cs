namespace Search.Engine;
