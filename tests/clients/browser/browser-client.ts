// The page's script: the same exercise as in Node, from a browser over gRPC-Web. page.html?service=HTTP_ADDRESS
import { GrpcWebFetchTransport } from "@protobuf-ts/grpcweb-transport";
import { exercise } from "./exercise";

const service = new URLSearchParams(location.search).get("service") ?? location.origin;
const lines = document.querySelector("ol")!;
exercise(new GrpcWebFetchTransport({ baseUrl: service, format: "binary" }), "浏览晚报", (text) => {
  lines.append(Object.assign(document.createElement("li"), { textContent: text }));
}).then(
  () => { document.querySelector("output")!.value = "browser client: ok"; },
  (error) => { document.querySelector("output")!.value = String(error); });
