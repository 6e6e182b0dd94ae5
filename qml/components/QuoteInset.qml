import QtQuick
import Sotto.Theme

// What a message answers: a bar, the author, one line. Also stands above the composer while an
// answer is written, and for a quoted paragraph inside a message.
//
//   author     remote text; empty for a quoted paragraph
//   text       remote text (required)
//   formatted  the same with markup, under MessageBubble's rules; shown instead when not empty
//   own        inside an own bubble
//   maximumLines   1 by default
//   clickable  clicked() comes with a click
Rectangle {
    id: quote

    required property string text
    property string formatted
    property string author
    property bool own: false
    property int maximumLines: 1
    property bool clickable: false

    readonly property real wantedWidth: Math.max(authorLabel.visible ? authorLabel.implicitWidth : 0, textLabel.implicitWidth) + Theme.size.quoteBar + Theme.space.s + Theme.space.m

    signal clicked
    signal linkActivated(string address)

    implicitWidth: quote.wantedWidth
    implicitHeight: lines.implicitHeight + 2 * Theme.radius.tag
    radius: Theme.radius.inset
    color: quote.own ? Theme.color.mineInset : Theme.color.theirsInset

    Accessible.role: quote.clickable ? Accessible.Button : Accessible.StaticText
    Accessible.name: quote.author.length > 0 ? qsTr("%1: %2").arg(quote.author).arg(quote.text) : quote.text
    Accessible.ignored: !quote.clickable

    Item {
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        width: Theme.size.quoteBar
        clip: true

        // Follows the inset's corners: the outer slice of a rectangle just as round.
        Rectangle {
            anchors.left: parent.left
            width: 2 * Theme.radius.inset
            height: parent.height
            radius: Theme.radius.inset
            color: Theme.color.accentText
        }
    }
    Column {
        id: lines

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.size.quoteBar + Theme.space.s
        anchors.rightMargin: Theme.space.m
        anchors.verticalCenter: parent.verticalCenter

        Label {
            id: authorLabel

            width: parent.width
            visible: quote.author.length > 0
            text: quote.author
            type: Theme.type.labelStrong
            color: Theme.color.accentText
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Label {
            id: textLabel

            width: parent.width
            text: quote.formatted.length > 0 ? quote.formatted : quote.text
            textFormat: quote.formatted.length > 0 ? Text.StyledText : Text.PlainText
            type: Theme.type.notice
            elide: Text.ElideRight
            wrapMode: quote.maximumLines > 1 ? Text.Wrap : Text.NoWrap
            maximumLineCount: quote.maximumLines
            onLinkActivated: link => quote.linkActivated(link)
            Accessible.ignored: true
        }
    }
    TapHandler {
        enabled: quote.clickable
        onTapped: quote.clicked()
    }
    HoverHandler {
        enabled: quote.clickable
        cursorShape: Qt.PointingHandCursor
    }
}
