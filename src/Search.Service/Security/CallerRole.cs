namespace Search.Service.Security;

/// <summary>What a caller may do; each role may do what those before it may.</summary>
internal enum CallerRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Without credentials: search and read single articles, as the portal and search boxes in other pages do.</summary>
    Anonymous,

    /// <summary>Also export, and see how the service is.</summary>
    Reader,

    /// <summary>Also put and delete.</summary>
    Writer,

    /// <summary>Everything.</summary>
    Admin,
}
