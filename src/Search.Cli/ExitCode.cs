namespace Search.Cli;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something was refused or failed; stderr says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood; nothing was done.</summary>
    public const int Usage = 2;
}
