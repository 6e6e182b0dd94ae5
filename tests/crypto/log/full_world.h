#pragma once

#include "tests/crypto/log/log_world.h"

#include <memory>

namespace sotto::test {

/// A log with an entry of every kind.
inline std::unique_ptr<LogWorld> makeFullWorld()
{
    auto owned = std::make_unique<LogWorld>(100);
    LogWorld& w = *owned;
    bool ok = w.publishPhrase();
    const Device second = w.addByBoth(w.elder);
    const Device third = w.addByPhrase();
    ok = ok && w.take(w.build().confirm(w.by(w.elder), third.id));
    ok = ok && w.take(w.build().suspend(w.by(second), third.id));
    ok = ok && w.take(w.build().liftSuspension(w.byPhrase(), third.id));
    const auto vetoed = w.build().proposeRemoval(w.byPhrase(), second.id);
    ok = ok && w.take(vetoed) && w.take(w.build().veto(w.byBoth(second), vetoed->hash()));
    const crypto::SigningKey next = crypto::SigningKey::generate(w.random);
    const auto proposal = w.build().proposeRecovery(w.byBoth(second), next);
    ok = ok && w.take(proposal) && w.take(w.commit(w.byBoth(second), proposal->hash(), 15));
    w.phrase = next.duplicate();
    const Device fresh(w.random);
    ok = ok && w.take(w.build().refresh(w.by(second), fresh.keys));
    ok = ok &&
         w.take(w.build().setPolicy(w.byBoth(w.elder), crypto::NewDevicePolicy::ApprovalOrDay));
    ok = ok && w.take(w.build().setStampRelays(w.byBoth(w.elder), {}));
    ok = ok && w.take(w.build().removeDevice(w.byBoth(w.elder), third.id));
    ok = ok && w.take(w.build().leave(crypto::Authors::oneDevice(second.id, fresh.keys)));
    if (!ok) {
        qFatal("fullWorld");
    }
    return owned;
}

} // namespace sotto::test
