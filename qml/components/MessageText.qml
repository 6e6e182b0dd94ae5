import QtQuick
import Sotto.Native
import Sotto.Theme

// The text of a message: wraps at `widest`, reports how wide its longest line came out, and places
// itself so that exactly those lines fill an item of that width, whichever way they read.
//
//   formatted   as MessageBubble says (required)
//   marked      needs the slower kind of text
//   widest      in pixels (required)
//   shown       width of the item that it stands in
Item {
    id: root

    required property string formatted
    required property real widest
    property bool marked: false
    property TypeStyle type: Theme.type.body
    property color color: Theme.color.text

    readonly property bool atRight: label.effectiveHorizontalAlignment === Text.AlignRight

    readonly property bool overLink: label.hoveredLink.length > 0

    signal linkActivated(string address)

    implicitWidth: Math.ceil(label.contentWidth)
    implicitHeight: label.height

    // No binding: a text that gets its width tells its natural one again, which would be a loop.
    function fit() {
        label.width = Math.min(Math.ceil(label.implicitWidth), root.widest);
    }

    onWidestChanged: root.fit()
    Component.onCompleted: root.fit()

    Label {
        id: label

        x: root.atRight ? root.width - width : 0
        y: root.marked ? -Math.floor((root.type.lineHeight - root.type.naturalHeight) / 2) : 0
        text: root.formatted
        textFormat: root.marked ? Text.RichText : Text.StyledText
        type: root.type
        lineHeight: root.type.lineHeight
        lineHeightMode: Text.FixedHeight
        verticalAlignment: root.marked ? Text.AlignTop : Text.AlignVCenter
        color: root.color
        wrapMode: Text.Wrap
        // From the first strong letter, not from the language of the window.
        horizontalAlignment: undefined
        Accessible.ignored: true

        onImplicitWidthChanged: root.fit()
        onLinkActivated: link => root.linkActivated(link)
    }
}
