using System.Reflection;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Type = System.Type;

namespace Search.EndToEnd.Tests.Architecture;

/// <summary>Dependencies point one way, and what is somebody's own business stays there.</summary>
public sealed class DependencyTests
{
    private static readonly ArchUnitNET.Domain.Architecture Architecture = new ArchLoader().LoadAssemblies(Assemblies.All).Build();

    /// <summary>Who may know whom. Whoever is not named here may know nobody.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Search.Contracts"] = [],
        ["Search.Analysis"] = [],
        ["Search.Newspaper"] = [],
        ["Search.Engine"] = ["Search.Analysis"],
        ["Search.Ingestion"] = ["Search.Newspaper", "Search.Contracts"],
        // What Ingestion's parsing answers with is Newspaper's.
        ["Search.Service"] = ["Search.Engine", "Search.Ingestion", "Search.Contracts", "Search.Newspaper"],
        ["Search.Cli"] = ["Search.Contracts", "Search.Ingestion", "Search.Newspaper", "Search.Engine", "Search.Analysis"],
    };

    public static TheoryData<string> Projects => [.. Assemblies.Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Dependencies_point_one_way(string project)
    {
        foreach (string other in Assemblies.Names.Where(n => n != project && !Allowed[project].Contains(n)))
        {
            IArchRule rule = Types().That().ResideInAssembly(Assemblies.Of(project))
                .Should().NotDependOnAny(Types().That().ResideInAssembly(Assemblies.Of(other)))
                .Because($"{project} must not know {other}").WithoutRequiringPositiveResults();
            rule.Check(Architecture);
        }
    }

    [Fact]
    public void The_rules_see_dependencies_that_exist()
    {
        // A rule that finds nothing because it looks at nothing would pass for ever.
        IArchRule forbidden = Types().That().ResideInAssembly(Assemblies.Of("Search.Service"))
            .Should().NotDependOnAny(Types().That().ResideInAssembly(Assemblies.Of("Search.Engine")));

        Assert.False(forbidden.HasNoViolations(Architecture));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_Engine_and_Analysis_use_Lucene(string project)
    {
        bool uses = Assemblies.Of(project).GetReferencedAssemblies().Any(a => a.Name!.StartsWith("Lucene.Net", StringComparison.Ordinal) || a.Name is "J2N");

        Assert.Equal(project is "Search.Engine" or "Search.Analysis", uses);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_Service_Ingestion_and_Cli_know_the_generated_types(string project)
    {
        bool knows = Assemblies.Of(project).GetReferencedAssemblies().Any(a => a.Name is "Search.Contracts" or "Google.Protobuf" or "Grpc.Core.Api");

        Assert.Equal(project is "Search.Service" or "Search.Ingestion" or "Search.Cli" or "Search.Contracts", knows);
    }

    [Fact]
    public void No_Lucene_type_stands_in_the_engines_public_surface()
    {
        var leaks = PublicSurface(Assemblies.Of("Search.Engine"))
            .Where(use => use.Type.FullName?.StartsWith("Lucene.", StringComparison.Ordinal) == true)
            .Select(use => $"{use.Member}: {use.Type}");

        Assert.Empty(leaks);
    }

    [Fact]
    public void Newspaper_knows_neither_gRPC_nor_Lucene_and_opens_no_connection()
    {
        string[] foreign = ["Grpc", "Google.Protobuf", "Lucene", "System.Net.Http", "Microsoft.Data.Sqlite"];

        Assert.DoesNotContain(Assemblies.Of("Search.Newspaper").GetReferencedAssemblies(), a => foreign.Any(f => a.Name!.StartsWith(f, StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Member, Type Type)> PublicSurface(Assembly assembly)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetExportedTypes())
        {
            foreach (var used in new[] { type.BaseType }.Concat(type.GetInterfaces()).OfType<Type>()) foreach (var part in Parts(used)) yield return (type.Name, part);
            foreach (var member in type.GetMembers(Flags))
            {
                var types = member switch
                {
                    MethodBase method when !IsVisible(method) => [],
                    MethodInfo method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType),
                    ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
                    PropertyInfo property when property.GetAccessors(true).Any(IsVisible) => [property.PropertyType],
                    FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => [field.FieldType],
                    EventInfo { AddMethod: { } add, EventHandlerType: { } handler } when IsVisible(add) => [handler],
                    _ => Enumerable.Empty<Type>(),
                };
                foreach (var part in types.SelectMany(Parts)) yield return ($"{type.Name}.{member.Name}", part);
            }
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>A type with what it is made of: elements of arrays, arguments of generics.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        [type, .. type.HasElementType ? Parts(type.GetElementType()!) : [], .. type.GetGenericArguments().Where(a => !a.IsGenericParameter).SelectMany(Parts)];
}
