#pragma once

#include "app/core/devices/account_head.h"

namespace sotto::core {

/// Entries of the own log that the vault brought to this device.
class StoredEntries final : public EntrySource
{
public:
    explicit StoredEntries(Context& context)
        : m_context(context)
    {}

    void find(const crypto::DeviceLog& known, IsHead isHead, Found found) override;

private:
    Context& m_context;
};

} // namespace sotto::core
