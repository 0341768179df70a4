using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>The commands that the writer's thread runs, each prepared once.</summary>
internal sealed class LogStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>The command of <paramref name="sql"/> with these values: always the same parameters in the same order.</summary>
    public SqliteCommand With(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants come here
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach ((string name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            prepared.Add(sql, command);
        }

        for (int i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value;
        return command;
    }

    public int Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => With(sql, parameters).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (SqliteCommand command in prepared.Values) command.Dispose();
    }
}
