#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"
#include "crypto/base/init.h"
#include "tests/fuzz/demand.h"

#include <algorithm>
#include <cstdint>

using namespace sotto;
using core::wire::VaultContent;

namespace {

bool parse(VaultContent& content, const std::uint8_t* data, std::size_t size)
{
    if (!content.ParseFromArray(data, static_cast<int>(size))) {
        return false;
    }
    content = core::vault::knownPart(content);
    return core::vault::keepsRules(content);
}

bool saysTheSame(const VaultContent& first, const VaultContent& second)
{
    return first.SerializeAsString() == second.SerializeAsString();
}

} // namespace

/// Two contents: u16 size of the first. What keeps the rules merges the same both ways, and once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = crypto::initialize();
    test::demand(ready);
    if (size < 2) {
        return 0;
    }
    const std::size_t first = std::min<std::size_t>(data[0] * 256U + data[1], size - 2);
    VaultContent one;
    VaultContent other;
    const bool isOne = parse(one, data + 2, first);
    if (isOne) {
        VaultContent twice = one;
        const auto second = core::vault::merge(twice, one);
        test::demand(!second);
        VaultContent again = twice;
        (void)core::vault::merge(again, one);
        test::demand(saysTheSame(again, twice));
    }
    if (!isOne || !parse(other, data + 2 + first, size - 2 - first)) {
        return 0;
    }
    VaultContent forth = one;
    VaultContent back = other;
    (void)core::vault::merge(forth, other);
    (void)core::vault::merge(back, one);
    if (one.body_case() == other.body_case() &&
        core::vault::nameOf(one) == core::vault::nameOf(other) && !one.has_snapshot()) {
        test::demand(saysTheSame(forth, back));
        // Parts that each keep the rules may together be too large for a record.
        test::demand(core::vault::keepsRules(forth) ||
                     forth.ByteSizeLong() > core::vault::kContentBytes || one.has_marks());
    }
    return 0;
}
