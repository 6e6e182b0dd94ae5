import QtQuick
import Sotto.Components
import Sotto.Theme

// The line beside the list, which makes it wider or narrower.
//
//   columnWidth   as it is now, in pixels (required)
//
// dragged() comes with the width that the person wants, within the limits of the theme.
Hairline {
    id: edge

    required property int columnWidth
    property int startWidth: 0

    signal dragged(int width)

    vertical: true
    z: 1

    HoverHandler {
        margin: Theme.space.xs
        cursorShape: Qt.SplitHCursor
    }
    DragHandler {
        margin: Theme.space.xs
        target: null
        yAxis.enabled: false
        onActiveChanged: edge.startWidth = edge.columnWidth
        onActiveTranslationChanged: active && edge.dragged(Math.max(Theme.size.sidebarMin, Math.min(Theme.size.sidebarMax, edge.startWidth + (Theme.mirrored ? -1 : 1) * activeTranslation.x)))
    }
}
