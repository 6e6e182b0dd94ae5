#include "crypto/vault/seen_heads.h"

#include "crypto/base/writer.h"

namespace sotto::crypto {

void writeSeenHead(Writer& out, const SeenHead& head)
{
    out.u16(head.writer).u64(head.sequence).bytes(head.hash);
}

SeenHead readSeenHead(Reader& in)
{
    SeenHead out;
    out.writer = in.u16();
    out.sequence = in.u64();
    out.hash = in.fixed<RecordHash>();
    if (out.writer >= kVaultWritersMax || out.sequence == 0) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return out;
}

void writeSeenHeads(Writer& out, const SeenHeads& heads)
{
    out.count16(heads.size());
    for (const auto& [writer, head] : heads) {
        writeSeenHead(out, head);
    }
}

SeenHeads readSeenHeads(Reader& in)
{
    SeenHeads out;
    const std::size_t count = in.count16(kVaultWritersMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const SeenHead head = readSeenHead(in);
        if (!out.empty() && head.writer <= out.rbegin()->first) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.emplace(head.writer, head);
    }
    return out;
}

} // namespace sotto::crypto
