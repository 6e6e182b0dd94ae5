import QtQuick
import Sotto.Components
import Sotto.Theme

// The line beside the list, which makes it wider or narrower: with the pointer, or with the arrow
// keys; a double click takes the width back.
//
//   columnWidth   as it is now, in pixels (required)
//
// dragged() comes with the width that the person wants, settled() when they let go of it, and
// reset() when they want none of their own.
Hairline {
    id: edge

    required property int columnWidth
    property int startWidth: 0

    signal dragged(int width)
    signal settled
    signal reset

    vertical: true
    z: 1
    activeFocusOnTab: true
    Accessible.ignored: false
    Accessible.role: Accessible.Splitter
    Accessible.name: qsTr("Width of the list")
    Accessible.focusable: true

    // How far an arrow key moves it, towards the side that it points to.
    readonly property int keyStep: Theme.mirrored ? -Theme.space.l : Theme.space.l

    function step(distance: int) {
        edge.dragged(edge.columnWidth + distance);
        edge.settled();
    }
    function follow(active: bool) {
        edge.startWidth = edge.columnWidth;
        if (!active)
            edge.settled();
    }

    Keys.onLeftPressed: edge.step(-edge.keyStep)
    Keys.onRightPressed: edge.step(edge.keyStep)

    HoverHandler {
        margin: Theme.space.xs
        cursorShape: Qt.SplitHCursor
    }
    DragHandler {
        margin: Theme.space.xs
        target: null
        yAxis.enabled: false
        onActiveChanged: edge.follow(active)
        onActiveTranslationChanged: active && edge.dragged(edge.startWidth + (Theme.mirrored ? -1 : 1) * activeTranslation.x)
    }
    TapHandler {
        margin: Theme.space.xs
        onDoubleTapped: edge.reset()
    }
    FocusRing {
        shown: edge.activeFocus
        cornerRadius: 0
    }
}
