using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Search.Engine;

namespace Search.Service.Hosting;

/// <summary>The process around the host: arguments, the ready line, and exit codes (0 stopped, 1 failed, 2 usage).</summary>
internal static class ServiceProcess
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var parsed = ServiceArguments.Parse(arguments);
            if (parsed.Help)
            {
                output.WriteLine(ServiceArguments.Usage);
                return 0;
            }

            if (parsed.Version)
            {
                output.WriteLine(Version);
                return 0;
            }

            await using var host = ServiceHost.Build(parsed, output);
            await host.RunAsync();
            return 0;
        }
        catch (UsageException usage)
        {
            errors.WriteLine($"search-service: {usage.Message}; --help lists what there is");
            return 2;
        }
        catch (Exception failure) when (failure is SettingException or EngineException or AddressInUseException or IOException or UnauthorizedAccessException)
        {
            // Expected refusals are told in one line; anything else ends with its stack.
            errors.WriteLine($"search-service: {failure.Message}");
            return 1;
        }
    }

    public static string Version { get; } =
        typeof(ServiceProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
