namespace Search.Service.Hosting;

/// <summary>The addresses Kestrel bound, by the endpoints' names; a configured port 0 became whichever was free.</summary>
internal sealed class BoundAddresses
{
    /// <param name="bound">In the order Kestrel binds: sockets that code added, then the configuration's children.</param>
    public BoundAddresses(IConfiguration configuration, ICollection<string> bound)
    {
        var names = configuration.GetSection(Endpoints.Section).GetChildren().Select(e => e.Key).ToList();
        var ports = bound.Where(a => !a.Contains("://unix:", StringComparison.Ordinal)).ToList();
        Http = At("Http");
        Grpc = At("Grpc");

        string At(string name)
        {
            string configured = configuration[$"{Endpoints.Section}:{name}:Url"] ?? "";
            int index = names.FindIndex(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            return configured.EndsWith(":0", StringComparison.Ordinal) && index >= 0 && index < ports.Count ? ports[index] : configured;
        }
    }

    public string Http { get; }

    public string Grpc { get; }
}
