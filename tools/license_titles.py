# SPDX-License-Identifier: Apache-2.0
"""Under which titles copies of a license are published, by SPDX id."""

# Titles that are not the list's own name of the license.
TITLES = {
    "MIT": ["The MIT License (MIT)", "MIT License (MIT)", "License: MIT", "Expat License", "The Expat License", "MIT", "License", "The MIT License"],
    "BSD-3-Clause": ["BSD 3-Clause License", "The BSD 3-Clause License", "BSD License", "The BSD License", "New BSD License",
                     "Modified BSD License", "3-Clause BSD License", "The 3-Clause BSD License", "BSD-3-Clause", "License",
                     "Software License Agreement (BSD License)", "BSD 3-Clause", "Revised BSD License", "The New BSD License"],
    "BSD-2-Clause": ["BSD 2-Clause License", "The BSD 2-Clause License", "Simplified BSD License", "2-Clause BSD License",
                     "The 2-Clause BSD License", "FreeBSD License", "BSD License", "The BSD License", "License", "BSD-2-Clause",
                     "Software License Agreement (BSD License)", "BSD 2-Clause"],
    "ISC": ["ISC License (ISC)", "The ISC License", "License", "ISC", "ISC License"],
    "Zlib": ["zlib License", "The zlib License", "The zlib/libpng License", "License"],
    "0BSD": ["Zero-Clause BSD", "BSD Zero Clause License", "Zero-Clause BSD License"],
    "Unlicense": ["The Unlicense", "Unlicense"],
    "BSL-1.0": ["Boost Software License - Version 1.0 - August 17th, 2003", "Boost Software License - Version 1.0"],
    "NCSA": ["University of Illinois/NCSA Open Source License"],
    "PostgreSQL": ["The PostgreSQL License", "PostgreSQL Database Management System (formerly known as Postgres, then as Postgres95)"],
    "Apache-2.0": ["Apache License Version 2.0, January 2004", "Apache License 2.0", "Apache License, Version 2.0"],
    "OSL-3.0": ['Open Software License ("OSL") v. 3.0', "Open Software License v. 3.0"],
    "AFL-3.0": ['Academic Free License ("AFL") v. 3.0', "Academic Free License v. 3.0"],
    "NPOSL-3.0": ['Non-Profit Open Software License ("Non-Profit OSL") 3.0'],
    "ODbL-1.0": ["ODC Open Database License (ODbL)", "Open Database License (ODbL)"],
    "ODC-By-1.0": ["ODC Attribution License (ODC-By)", "Open Data Commons Attribution License"],
    "PDDL-1.0": ["ODC Public Domain Dedication and Licence (PDDL)"],
    "ECL-2.0": ["Educational Community License", "Educational Community License, Version 2.0 (ECL-2.0)"],
    "OFL-1.1": ["SIL Open Font License", "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007"],
    "MS-PL": ["Microsoft Public License (Ms-PL)", "Microsoft Public License (MS-PL)"],
    "WTFPL": ["DO WHAT THE FUCK YOU WANT TO PUBLIC LICENSE Version 2, December 2004"],
    "AGPL-3.0": ["GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007"],
    "GPL-3.0": ["GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007"],
    "GPL-2.0": ["GNU GENERAL PUBLIC LICENSE Version 2, June 1991"],
    "LGPL-3.0": ["GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007"],
    "LGPL-2.1": ["GNU LESSER GENERAL PUBLIC LICENSE Version 2.1, February 1999"],
    "MPL-2.0": ["Mozilla Public License Version 2.0", "Mozilla Public License, version 2.0", "Mozilla Public License, v. 2.0"],
    "CC0-1.0": ["Creative Commons Legal Code CC0 1.0 Universal", "CC0 1.0 Universal", "Creative Commons CC0 1.0 Universal"],
}

for parts in ([], ["NonCommercial"], ["ShareAlike"], ["NoDerivatives"], ["NonCommercial", "ShareAlike"], ["NonCommercial", "NoDerivatives"]):
    short = "".join("-" + {"NonCommercial": "NC", "ShareAlike": "SA", "NoDerivatives": "ND"}[part] for part in parts)
    title = "-".join(["Attribution", *parts]) + " 4.0 International"
    TITLES[f"CC-BY{short}-4.0"] = [title, "Creative Commons " + title, "Creative Commons " + title + " Public License"]
