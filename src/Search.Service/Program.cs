using Search.Service.Hosting;

return await ServiceProcess.RunAsync(args, Console.Out, Console.Error);
