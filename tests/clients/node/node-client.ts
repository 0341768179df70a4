// usage: node node-client.mjs GRPC_ADDRESS
import { ChannelCredentials } from "@grpc/grpc-js";
import { GrpcTransport } from "@protobuf-ts/grpc-transport";
import { exercise } from "./exercise";
import { Article } from "./gen/search/v1/article";
import { SearchRequest } from "./gen/search/v1/search_service";
import { SearchServiceClient } from "./gen/search/v1/search_service.client";
import { PutArticlesRequest } from "./gen/search/v1/ingestion_service";
import { IngestionServiceClient } from "./gen/search/v1/ingestion_service.client";

const [host, query] = [process.argv[2].replace(/^http:\/\//, ""), "节点日报"];
const transport = new GrpcTransport({ host, channelCredentials: ChannelCredentials.createInsecure() });
await exercise(transport, "节点日报", console.log);

// As the README shows it.
const { response } = await new SearchServiceClient(transport).search(SearchRequest.create({ query, pageSize: 10 }));
for (const hit of response.hits) console.log(hit.date, hit.page, hit.headline);
if (response.hits.length === 0) throw new Error("nothing found");

// Articles as a stream in both directions, one answer each, in order.
const call = new IngestionServiceClient(transport).putArticles();
const answers = (async () => {
  const indexes: string[] = [];
  for await (const answer of call.responses) {
    if (answer.outcome.oneofKind !== "result") throw new Error(JSON.stringify(answer));
    indexes.push(answer.index);
  }
  return indexes;
})();
for (let n = 0; n < 20; n++) {
  await call.requests.send(PutArticlesRequest.create({ article: Article.create({ id: `node-${n}`, newspaper: "节点日报", headline: `节点街第${n}号`, paragraphs: ["节点街修好了。"] }) }));
}
await call.requests.complete();
const indexes = await answers;
if (indexes.join() !== Array.from({ length: 20 }, (_, n) => n).join()) throw new Error(indexes.join());
transport.close();
console.log("node client: ok");
