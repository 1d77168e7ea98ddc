/** A page printed at the counter: black on white, without anything that can only be pressed. */
export const printCss: string = `
@page{margin:16mm}
@media print{html{font-size:11pt}body{background:#fff;color:#000}
.skip,.switch,.button,.search,.filters,.pages,.tiles,.crumb,.more,.foot .wrap>a{display:none}
.wrap{max-width:none;padding:0}
.card,.list,.facts,.receipt,.notice,.flow>li,details,tr{break-inside:avoid}
.table{overflow:visible}thead{display:table-header-group}
time[title]:after{content:" (" attr(title) ")"}
a,.list a b{color:#000}h2,h3{break-after:avoid}
.demo,.tag,.notice,ins,del,svg{-webkit-print-color-adjust:exact}}
`
