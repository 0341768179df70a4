using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Writes field lengths as norms. The engine scores articles itself (<see cref="SegmentScorer"/>), so as a scoring similarity it only
/// reports how often a query occurs: that is what the ranking wants to know of a phrase.
/// </summary>
internal sealed class FieldLengthSimilarity : Similarity
{
    public override long ComputeNorm(FieldInvertState state) => (sbyte)FieldLength.Encode(state.Length - state.NumOverlap);

    public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats) => new CountWeight();

    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context) => new CountScorer();

    private sealed class CountWeight : SimWeight
    {
        public override float GetValueForNormalization() => 1;

        public override void Normalize(float queryNorm, float topLevelBoost)
        {
        }
    }

    private sealed class CountScorer : SimScorer
    {
        public override float Score(int doc, float freq) => freq;

        public override float ComputeSlopFactor(int distance) => 1f / (distance + 1);

        public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => 1;
    }
}
