#include "app/core/account/stored_eapi.h"

#include "app/core/base/wire_bytes.h"

namespace sotto::core {

StoredEapi::StoredEapi(Context& context, crypto::ByteView object)
    : m_context(context)
    , m_name("eapi:" + hexOf(object))
{
    if (const auto stored = m_context.stores.state.find(m_name)) {
        m_current = fixedOf<crypto::Eapi>(stored->view());
    }
}

std::optional<crypto::Eapi> StoredEapi::current() const
{
    return m_current ? std::optional(m_current->duplicate()) : std::nullopt;
}

void StoredEapi::store(crypto::Eapi next)
{
    m_current = std::move(next);
    // Not within whatever called: it may be in a transaction of its own.
    m_context.later(0, [context = &m_context, name = m_name,
                        value = std::make_shared<crypto::Eapi>(m_current->duplicate())] {
        Work work(*context);
        work.stores().state.put(name, value->view());
        work.commit();
    });
}

} // namespace sotto::core
