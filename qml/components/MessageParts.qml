pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.Native
import Sotto.Theme

// The blocks of a message that has more than text: text, code and quoted paragraphs in order.
//
//   parts    as MessageBubble says (required)
//   widest   in pixels (required)
//   own      inside an own bubble
ColumnLayout {
    id: blocks

    required property var parts
    required property real widest
    property bool own: false
    property bool marked: false

    signal linkActivated(string address)
    signal codeCopyRequested(string code)

    spacing: Theme.radius.tag

    Repeater {
        model: blocks.parts

        Item {
            id: block

            required property var modelData

            readonly property bool isText: block.modelData.kind === "text"
            readonly property Item shown: textPart.item ?? codePart.item ?? quotePart.item
            readonly property real overhang: block.isText ? 0 : Theme.space.xs

            Layout.fillWidth: true
            Layout.maximumWidth: blocks.widest + 2 * block.overhang
            Layout.leftMargin: -block.overhang
            Layout.rightMargin: -block.overhang
            implicitWidth: block.shown ? block.shown.implicitWidth : 0
            implicitHeight: block.shown ? block.shown.implicitHeight : 0

            When {
                id: textPart

                active: block.isText

                MessageText {
                    width: block.width
                    formatted: block.modelData.formatted
                    marked: blocks.marked
                    widest: blocks.widest
                    onLinkActivated: address => blocks.linkActivated(address)
                }
            }
            When {
                id: codePart

                active: block.modelData.kind === "code"

                CodeInset {
                    width: block.width
                    code: block.modelData.plain
                    own: blocks.own
                    onCopyRequested: blocks.codeCopyRequested(code)
                }
            }
            When {
                id: quotePart

                active: block.modelData.kind === "quote"

                QuoteInset {
                    width: block.width
                    text: block.modelData.plain ?? ""
                    formatted: block.modelData.formatted ?? ""
                    onLinkActivated: address => blocks.linkActivated(address)
                    own: blocks.own
                    maximumLines: 1000
                }
            }
        }
    }
}
