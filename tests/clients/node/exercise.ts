import type { RpcTransport } from "@protobuf-ts/runtime-rpc";
import { RpcError } from "@protobuf-ts/runtime-rpc";
import { BadRequest, ErrorInfo } from "./gen/google/rpc/error_details";
import { Status } from "./gen/google/rpc/status";
import { Article } from "./gen/search/v1/article";
import { AdminServiceClient } from "./gen/search/v1/admin_service.client";
import { ReindexState, StartReindexRequest } from "./gen/search/v1/admin_service";
import { IngestionServiceClient } from "./gen/search/v1/ingestion_service.client";
import { PutIssueRequest, PutOutcome, PutPage } from "./gen/search/v1/ingestion_service";
import { SearchRequest } from "./gen/search/v1/search_service";
import { SearchServiceClient } from "./gen/search/v1/search_service.client";

function check(condition: unknown, what: unknown): asserts condition {
  if (!condition) throw new Error("unexpected: " + JSON.stringify(what));
}

/** Puts a page, searches, pages on, streams, and reads an error's details, over whatever transport it is given. */
export async function exercise(transport: RpcTransport, newspaper: string, say: (line: string) => void): Promise<void> {
  const searching = new SearchServiceClient(transport);
  const ingestion = new IngestionServiceClient(transport);
  const admin = new AdminServiceClient(transport);

  const headlines = Array.from({ length: 12 }, (_, n) => `${newspaper}第${n + 1}座钟楼修缮完工`);
  const put = await ingestion.putIssue(PutIssueRequest.create({
    newspaper,
    date: "2024-06-02",
    pages: [PutPage.create({
      page: "A01",
      section: "要闻",
      articles: headlines.map((headline) => Article.create({ headline, paragraphs: [`${headline}，昨日起对市民开放。`] })),
    })],
  })).response;
  check(put.pages[0].articles.every((a) => a.outcome === PutOutcome.ADDED), put);

  const answer = await searching.search(SearchRequest.create({ query: `${newspaper} 钟楼`, pageSize: 5, unfoldReprints: true, minSequence: put.sequence })).response;
  for (const hit of answer.hits) say(`${hit.date} ${hit.page} ${hit.headline}`);
  check(answer.hits.length === 5 && answer.hits[0].highlights.some((h) => h.segments.some((s) => s.matched)), answer);

  const seen = new Set(answer.hits.map((h) => h.id));
  let token = answer.nextPageToken;
  while (token) {
    const next = await searching.search(SearchRequest.create({ query: `${newspaper} 钟楼`, pageSize: 5, unfoldReprints: true, minSequence: put.sequence, pageToken: token })).response;
    for (const hit of next.hits) check(!seen.has(hit.id), hit.id);
    for (const hit of next.hits) seen.add(hit.id);
    token = next.nextPageToken;
  }
  check(String(seen.size) === answer.total?.value, [seen.size, answer.total]);

  const { reindex } = await admin.startReindex(StartReindexRequest.create()).response;
  let state = ReindexState.UNSPECIFIED;
  for await (const progress of admin.watchReindex({ id: reindex!.id }).responses) state = progress.reindex!.state;
  check(state === ReindexState.SUCCEEDED, state);

  let refused = "";
  try {
    await searching.search(SearchRequest.create({ query: newspaper, pageSize: -1 }));
  } catch (error) {
    check(error instanceof RpcError && error.code === "INVALID_ARGUMENT", String(error));
    const status = Status.fromBinary(bytes(error.meta["grpc-status-details-bin"]));
    for (const detail of status.details) {
      if (detail.typeUrl.endsWith("/google.rpc.ErrorInfo")) check(ErrorInfo.fromBinary(detail.value).domain === "search", detail);
      if (detail.typeUrl.endsWith("/google.rpc.BadRequest")) refused = BadRequest.fromBinary(detail.value).fieldViolations[0].field;
    }
  }
  check(refused === "page_size", refused);
  say("refused: page_size");
}

/** Binary metadata comes as bytes from grpc-js and as base64 from gRPC-Web. */
function bytes(value: unknown): Uint8Array {
  const one = Array.isArray(value) ? value[0] : value;
  if (one instanceof Uint8Array) return one;
  return Uint8Array.from(atob(String(one)), (c) => c.charCodeAt(0));
}
