import QtQuick
import Sotto.Native
import Sotto.Theme

// One of the icons of resources/icons, tinted. Icons carry no meaning of their own for a reader of
// the screen: what they say stands in the name of the item that holds them.
//
//   name    file name without its ending, e.g. "shield-verified"; empty draws nothing (required)
//   size    edge in pixels, one of Theme.size.icon, iconSmall, iconTiny, iconBanner
//   color   a colour of the theme
TintedIcon {
    id: icon

    property int size: Theme.size.icon

    implicitWidth: icon.size
    implicitHeight: icon.size
    color: Theme.color.text2
    // These show a direction, and point the other way in languages that read from right to left.
    flipped: Theme.mirrored && Array.of("send", "back", "chevron", "reply").includes(icon.name)
    lineWidth: icon.size <= Theme.size.iconTiny ? Theme.size.iconLineTiny : Theme.size.iconLine

    Accessible.ignored: true
}
