namespace Search.Service.Portal;

internal static class PortalRegistration
{
    public static void MapPortal(this WebApplication app)
    {
    }
}
