// Made from openapi.json by `npm run codegen`. Do not edit.

export interface paths {
    "/api/v1/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Factors with their sources. */
        get: operations["listFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/glossary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Terms of the field, in both languages. */
        get: operations["listGlossary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants/calculate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What support a project gets, and why. */
        post: operations["calculateGrants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules of support. */
        get: operations["listGrantRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first. */
        get: operations["listImports"];
        put?: never;
        /** Starts an import. */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One import. */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels an import that has not been written yet. */
        post: operations["cancelImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a committed import as it came. */
        get: operations["downloadImportedFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of one import, also of a refused one. */
        get: operations["listImportFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rejected rows of an import, as they stood in the file, with the reason. */
        get: operations["downloadRejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an import would do; nothing is changed. */
        post: operations["previewImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mappings. */
        get: operations["listMappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All organisations. */
        get: operations["listOrganisations"];
        put?: never;
        /** Makes an organisation, or changes one. */
        post: operations["putOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{organisation}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users of an organisation. */
        get: operations["listMembers"];
        put?: never;
        /** Puts a user into an organisation, out of any other. */
        post: operations["addMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{organisation}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a user out of an organisation. */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partner-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public key of this installation. */
        get: operations["getOwnKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partner-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of other installations. */
        get: operations["listPartnerKeys"];
        put?: never;
        /** Accepts the key of another installation. */
        post: operations["acceptPartnerKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partner-keys/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** From now on a key counts no more. */
        delete: operations["revokePartnerKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnership-topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Topics of cooperation. */
        get: operations["listTopics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The documents' pairs, and the partnerships of this installation. */
        get: operations["listPartnerships"];
        put?: never;
        /** Makes a partnership. */
        post: operations["createPartnership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One partnership. */
        get: operations["getPartnership"];
        put?: never;
        /** Changes who stands for the sides of a partnership. */
        post: operations["changePartnership"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The agreements of a partnership. */
        get: operations["getAgreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/agreement/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acts on an agreement for the asker's side. */
        post: operations["actOnAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Certificates of a side, as finely as the agreement shows them. */
        get: operations["getPartnerCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands in a document. */
        post: operations["addDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/documents/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a document. */
        get: operations["downloadDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files that went out and came in, newest first. */
        get: operations["listExchanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The signed file of the asker's side. A new one each time, so it is asked for by POST. */
        post: operations["exportPartnerFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of a side, as finely as the agreement shows them. */
        get: operations["getPartnerFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a partner's file in, whole or not at all. */
        post: operations["importPartnerFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/ladder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the cooperation has come. */
        get: operations["getPartnerLadder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plan as the asker's side sees it. */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/plan/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Edits items of the asker's side, all of them or none. */
        post: operations["editPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/plan/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Revisions of the plan, newest first. */
        get: operations["getPlanHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partnerships/{partnership}/plan/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicators of the plan, read from the ledgers. */
        get: operations["getPlanIndicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/partnerships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs that everybody may see. */
        get: operations["listPublicPairs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/partnerships/{partnership}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public page of a pair. */
        get: operations["getPublicPair"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/partnerships/{partnership}/documents/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a document that is marked public, while an agreement is in force. */
        get: operations["downloadPublicDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All regions of the home. */
        get: operations["listRegions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One region. */
        get: operations["getRegion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns readings into energy and carbon: what has changed since the last run. */
        post: operations["accountReadings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Energy balances of a region. */
        get: operations["listBalances"];
        put?: never;
        /**
         * Brings an energy balance in; its accounts and its chain are computed and kept.
         * @description What is refused has file, row and column, and in `params` a `fault`: `column`, `number`, `needed`, `twice`, `kind`, `carrier`, `ragged`,
         *     `negative`, `weight`, `circle`, `name`, `missing` or `format`, with `found`.
         */
        post: operations["importBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers and needs of a region. */
        get: operations["listBoard"];
        put?: never;
        /** Enters an offer or a need. */
        post: operations["enterBoard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an entry back. */
        delete: operations["takeBackEntry"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings files as the commands read them; all of it or nothing. */
        post: operations["importBoard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board/local-procurement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The share that cities buy within themselves and within the cluster. */
        get: operations["getLocalProcurement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ranked supply matches with their reasons. */
        get: operations["listMatches"];
        put?: never;
        /** Says whether a match is of use. */
        post: operations["judgeMatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/board/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The symbiosis network: what flows, who gains, what it saves. */
        get: operations["getNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/boundaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Boundaries of one level as GeoJSON. */
        get: operations["getBoundaries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases: what is abnormal and has to be looked at. */
        get: operations["listCases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case with its history. */
        get: operations["getCase"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cases/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assigns, explains, accepts, corrects, dismisses or reopens a case. */
        post: operations["actOnCase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cases/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for abnormal readings. */
        post: operations["findCases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** From primary supply over conversion to use, and on through the ledger. */
        get: operations["getChain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/chains/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A value chain: positions, dependence, what breaks most, gaps. */
        get: operations["getValueChain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two to four cities side by side. */
        get: operations["compareCities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cities/{city}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One city: its structure, strengths, partners and path. */
        get: operations["getCity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/city-tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tables of cities that are kept with a region. */
        get: operations["listCityTables"];
        put?: never;
        /** Brings a table of cities in; it is taken as a whole or refused. */
        post: operations["importCityTable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cluster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cities of a region side by side: likeness, inequality, hot spots. */
        get: operations["getCluster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contracts and certificates with what is used and left of each; factors of markets. */
        get: operations["listContracts"];
        put?: never;
        /** Takes a table of contracts, certificates and factors of markets; all of it or nothing. */
        post: operations["importContracts"];
        /** Takes an instrument out by its id, or a factor by kind, market and time. */
        delete: operations["removeContract"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/cube": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A cut of the cube. */
        get: operations["getCube"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/data-quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How complete and consistent readings are. */
        get: operations["getDataQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/enterprises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Enterprises of a region. */
        get: operations["listEnterprises"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who lacks data, what was estimated, and by which models. */
        get: operations["listEstimates"];
        put?: never;
        /** Estimates what is missing. Its entries take the place of those of the year's earlier run. */
        post: operations["runEstimates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a figure is made of, down to the cells of the files. */
        get: operations["explainFigure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of figures, attribution included. */
        get: operations["exportFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of a region's imports. */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A flow (Sankey) that conserves. */
        get: operations["getFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/grids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Traced grids of a region. */
        get: operations["listGrids"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/grids/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A day of a traced grid. */
        get: operations["getGridDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/introductions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Introductions in which the asker is a side. */
        get: operations["listIntroductions"];
        put?: never;
        /** Asks the other side of a match to be introduced. */
        post: operations["askIntroduction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/introductions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agrees, declines or withdraws. */
        post: operations["actOnIntroduction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Classed values of places, all years on the same classes. */
        get: operations["getMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Meters with their amounts. */
        get: operations["listMeters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A meter with its relatives. */
        get: operations["getMeter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A year of a meter, day by day. */
        get: operations["getMeterCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A day of a meter, slot by slot. */
        get: operations["getMeterDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that a meter was exchanged or its register set; what went through it is worked out anew. */
        post: operations["exchangeMeter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}/exchanges/{at}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes back an exchange or a reset that was told of wrongly; what went through the meter is worked out anew. */
        delete: operations["takeBackExchange"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/meters/{meter}/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a meter's gaps would be filled; nothing is written. */
        get: operations["previewRepair"];
        put?: never;
        /** Fills a meter's gaps with estimated readings; what was read stays. */
        post: operations["repairMeter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A place and period at a glance. */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/pairing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which cities of a region should work together: complement, trajectory, topic and distance, with reasons. */
        get: operations["getPairing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Places of a region's tree. */
        get: operations["listPlaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Enterprises as points. */
        get: operations["getPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/publications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Publications, newest first. */
        get: operations["listPublications"];
        put?: never;
        /** Freezes figures. */
        post: operations["publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/publications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A publication as it was. */
        get: operations["getPublication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/publications/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has changed since a publication, and why. */
        get: operations["getPublicationChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes readings: JSON `{"key", "readings": [{"meter", "at", "value", "quality"}]}`, or one reading a line
         *     (`application/x-ndjson`). The answer comes when they are on the disk; a batch with a key that was answered is not taken again.
         */
        post: operations["pushReadings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/readings/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a file of readings; the answer comes when it has been received. How far it is says `GET imports/{import}`. */
        post: operations["importReadings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/table": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A table of places or enterprises, a column an indicator. */
        get: operations["getTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/ties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What ties the cities of a region together. */
        get: operations["getTies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/trade-tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trade tables of a region. */
        get: operations["listTradeTables"];
        put?: never;
        /** Brings a trade table in; its accounts are computed and kept. */
        post: operations["importTradeTable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions/{region}/trade-tables/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Both sides of each region's carbon, and who emits for whom. */
        get: operations["getTradeTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is asking. */
        get: operations["getSession"];
        put?: never;
        /** Signs in; the answer sets a cookie. */
        post: operations["signIn"];
        /** Signs out. */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The asking user's bearer tokens. */
        get: operations["listTokens"];
        put?: never;
        /** Makes a bearer token for the asking user. */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a bearer token of the asking user. */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Worked examples of the tools; all invented. */
        get: operations["listToolExamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How to carry: the file of `carbonshed route`, as `route.csv`, and perhaps `modes.csv`. */
        post: operations["findRoutes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How to share: the files of `carbonshed share`, as `amounts.csv` and `rules.csv`. */
        post: operations["shareAmounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where to build: the file of `carbonshed site`, as `site.csv`. */
        post: operations["chooseSites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units. */
        get: operations["listUnits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All users. */
        get: operations["listUsers"];
        put?: never;
        /** Adds a user. */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives a user other roles, or shuts or opens the account. */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server works. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Measurements in the Prometheus text format. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What a run over readings did. */
        AccountAnswer: {
            /**
             * Format: double
             * @description Their emissions by hourly factors, kg CO2e.
             */
            emissions_kg: number;
            /**
             * Format: double
             * @description Energy of the months that were computed, kWh.
             */
            energy_kwh: number;
            /**
             * Format: int32
             * @description Number of the run among the imports; `None` if nothing had changed.
             */
            import: number | null;
            /**
             * Format: int64
             * @description Months of meters that were computed.
             */
            months: number;
            /**
             * Format: int64
             * @description Readings that were summed.
             */
            readings: number;
            /**
             * Format: double
             * @description How long it took.
             */
            seconds: number;
        };
        /** @description Who did something. */
        ActedBy: {
            /** @description When. */
            at: string;
            /** @description On which day. */
            on: string;
            /** @description Id of the organisation. */
            organisation: string;
            /** @description Side. */
            side: components["schemas"]["SideId"];
            /** @description Who; `null` of the other side. */
            user: string | null;
        };
        /**
         * @description An act on an agreement.
         * @enum {string}
         */
        ActId: "propose" | "accept" | "reject" | "withdraw" | "give_notice" | "task_done";
        /** @description An agreement as it stands today. */
        Agreement: {
            accepted_by: components["schemas"]["ActedBy"] | null;
            /** @description First day on which it holds no more. */
            ends: string | null;
            /** @description Id. */
            id: string;
            notice: components["schemas"]["ActedBy"] | null;
            /** @description Who proposed it. */
            proposed_by: components["schemas"]["ActedBy"];
            /** @description First day. */
            starts: string | null;
            /** @description `proposed`, `accepted`, `in_force`, `notice`, `ended`, `rejected` or `withdrawn`. */
            state: components["schemas"]["AgreementStateId"];
            /** @description What it says. */
            terms: components["schemas"]["AgreementTerms"];
        };
        /** @description An act on an agreement. */
        AgreementAct: {
            /** @description `propose`, `accept`, `reject`, `withdraw`, `give_notice` or `task_done`. */
            act: components["schemas"]["ActId"];
            /** @description Which agreement. */
            agreement: string;
            /** @description Who, when. */
            by: components["schemas"]["ActedBy"];
            /** @description Id. */
            id: string;
            /** @description Which promise. */
            task: string | null;
        };
        /** @description An act on an agreement. */
        AgreementActRequest: {
            /** @description `propose`, `accept`, `reject`, `withdraw`, `give_notice` or `task_done`. */
            act: components["schemas"]["ActId"];
            /** @description Which agreement; not for `propose`. */
            agreement?: string | null;
            /** @description Which promise; for `task_done`. */
            task?: string | null;
            terms?: components["schemas"]["TermsRequest"] | null;
        };
        /** @description The agreements of a partnership. */
        AgreementPage: {
            /** @description All acts, newest first. */
            acts: components["schemas"]["AgreementAct"][];
            in_force: components["schemas"]["Agreement"] | null;
            next: components["schemas"]["Agreement"] | null;
            /** @description All others. */
            past: components["schemas"]["Agreement"][];
            /** @description Those that wait for the other side. */
            proposals: components["schemas"]["Agreement"][];
            /** @description `none`, `proposed`, `accepted`, `in_force`, `notice` or `ended`. */
            state: components["schemas"]["AgreementStateId"];
            /** @description The day that all states are of. */
            today: string;
        };
        /**
         * @description How an agreement stands today.
         * @enum {string}
         */
        AgreementStateId: "none" | "proposed" | "accepted" | "in_force" | "notice" | "ended" | "rejected" | "withdrawn";
        /** @description A promise, and how it stands today. */
        AgreementTask: {
            /** @description When it was kept. */
            done_on: string | null;
            /** @description Its name in the agreement. */
            id: string;
            /** @description Who. */
            side: components["schemas"]["SideId"];
            /** @description `planned`, `done` or `late`. */
            status: components["schemas"]["PlanStatusId"];
            /** @description What. */
            title: string;
            /** @description Last day. */
            until: string;
        };
        /** @description A promise of a side. */
        AgreementTaskRequest: {
            /** @description Its name in the agreement. */
            id: string;
            /** @description Who. */
            side: components["schemas"]["SideId"];
            /** @description What. */
            title: string;
            /** @description Last day. */
            until: string;
        };
        /** @description What an agreement says. */
        AgreementTerms: {
            /** @description First day, at the earliest. */
            from: string;
            /**
             * Format: int32
             * @description How long it goes on after notice, days.
             */
            notice_days: number;
            /** @description What is recognised. */
            recognitions: components["schemas"]["Recognition"][];
            /** @description Who sees what, to which detail. */
            shares: components["schemas"]["ShareRow"][];
            /** @description What is to be done. */
            tasks: components["schemas"]["AgreementTask"][];
            /** @description Last day. */
            until: string | null;
        };
        /** @description Another city by likeness. */
        Alike: {
            /** @description The other city. */
            city: components["schemas"]["Item"];
            /**
             * Format: double
             * @description Krugman's index.
             */
            krugman: number | null;
            /**
             * Format: double
             * @description Cosine.
             */
            similarity: number | null;
        };
        /** @description Who must be named wherever the data shows. */
        Attribution: {
            /** @description Licence id or name. */
            licence: string;
            /** @description Sentence to show. */
            text: string;
            /** @description Where it was published. */
            url: string | null;
        };
        /** @description How far a model is off on enterprises that were held back by turns. */
        BackTest: {
            /**
             * Format: double
             * @description Sum of the estimates less sum of what is true, in percent of the latter.
             */
            bias_percent: number | null;
            /**
             * Format: double
             * @description Share of what is true that lay within the 95 % interval.
             */
            coverage_percent: number | null;
            /**
             * Format: int64
             * @description How many of them lie so far out that their own figure is more likely wrong than the estimate.
             */
            far_out: number;
            /**
             * Format: double
             * @description Half of them are off by no more than this, in percent of what is true.
             */
            median_ape_percent: number | null;
            /**
             * Format: int64
             * @description Enterprises that were held back.
             */
            n: number;
            /**
             * Format: double
             * @description Sum of the absolute errors, in percent of the sum of what is true.
             */
            wape_percent: number | null;
        };
        /** @description A form with an energy balance. */
        BalanceForm: {
            /**
             * Format: binary
             * @description The balance, a CSV. Either this or `text`.
             */
            file?: string | null;
            /** @description Under which terms. */
            licence?: string | null;
            /** @description How joint products share carbon: `energy`, `exergy` or `efficiency`. */
            method?: string | null;
            /** @description Name. */
            name: string;
            /** @description Code of the place that it describes; the whole region without it. */
            place?: string | null;
            /** @description Where it comes from; needed unless it is invented. */
            source?: string | null;
            /** @description `true` if it is invented. */
            synthetic?: boolean | null;
            /** @description The balance as text. */
            text?: string | null;
            /**
             * Format: int32
             * @description Year that it describes.
             */
            year: number;
        };
        /** @description Something odd about a balance. */
        BalanceNote: {
            /** @description `does_not_close`, `more_out_than_in`, `carbon_from_nowhere`, `no_product`, `not_delivered` or `embodied_unknown`. */
            code: string;
            /** @description What it is about: `carrier`, `process`, `name`, `difference`, `ratio`, `carbon_t`. */
            params: {
                [key: string]: string;
            };
        };
        /** @description An energy balance that was brought in, and its accounts. */
        BalanceSet: {
            /** @description When it came. */
            at: string;
            /** @description Who brought it. */
            by: string | null;
            /** @description Version of the program that computed. */
            code: string;
            /**
             * Format: double
             * @description Emitted for the place's final use, here or elsewhere, t.
             */
            consumption_t: number;
            /**
             * Format: double
             * @description Went out with exports, t.
             */
            exported_t: number;
            /** @description What was found. */
            findings: components["schemas"]["BalanceNote"][];
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /**
             * Format: double
             * @description Came in with supplies, t.
             */
            imported_t: number;
            /** @description Under which terms. */
            licence: string;
            /** @description How joint products share carbon: `energy`, `exergy` or `efficiency`. */
            method: string;
            /** @description Name. */
            name: string;
            /** @description Code of the place that it describes; `null` is the whole region. */
            place: string | null;
            /**
             * Format: double
             * @description Emitted in the place, t.
             */
            production_t: number;
            /** @description SHA-256 of what was read, first 16 digits. */
            sha256: string;
            /** @description Where it comes from. */
            source: string;
            /** @description True if it is invented: an example, not a statement about the place. */
            synthetic: boolean;
            /**
             * Format: double
             * @description What serves nobody: statistical differences, processes without product, t.
             */
            unassigned_t: number;
            /**
             * Format: int32
             * @description Year that it describes.
             */
            year: number;
        };
        /**
         * @description Which factor purchased power and heat are multiplied with.
         * @enum {string}
         */
        BasisId: "location" | "market";
        /** @description How many there are of something. */
        BoardCount: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description `symbiosis` or `supply`. */
            family: string;
            /** @description `offer`, `need` or `partner`. */
            side: string;
            /** @description Material, or kind of supply. */
            what: string;
        };
        /** @description An offer or a need. */
        BoardEntryDto: {
            /** @description When. */
            at: string;
            /** @description Who entered it; `null` for the operator, and to who is not signed in. */
            by: string | null;
            /** @description Its row, by column. */
            cells: {
                [key: string]: string;
            };
            /** @description City. */
            city: string | null;
            /** @description `symbiosis` or `supply`. */
            family: string;
            /** @description True if it says how to be reached; what it says is shown after both sides agreed. */
            has_contact: boolean;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /**
             * Format: double
             * @description North, degrees.
             */
            lat: number | null;
            /**
             * Format: double
             * @description East, degrees.
             */
            lon: number | null;
            /** @description True if the asker answers for it. */
            mine: boolean;
            /** @description Its id in the table. */
            name: string;
            /**
             * Format: double
             * @description How much a year.
             */
            quantity: number | null;
            /** @description `offer` or `need`. */
            side: string;
            /** @description True if it is invented. */
            synthetic: boolean;
            /** @description Description. */
            text: string | null;
            /** @description In which unit; `null` of supply: pieces or orders. */
            unit: string | null;
            /** @description Material, or kind of supply. */
            what: string;
            /** @description Firm or partner. */
            who: string | null;
        };
        /** @description Files for the board. */
        BoardFilesForm: {
            /** @description `symbiosis` or `supply`; by the files' names if it is left out. */
            family?: string | null;
            /** @description Files, each a part `file` with its name: `partners.csv`, `offers.csv`, `needs.csv`, `distances.csv`, `transport.csv`, `rules.csv`, `purchases.csv`. */
            file: string[];
            /** @description `true` if it is invented. */
            synthetic?: boolean | null;
        };
        /** @description An offer for a need. */
        BoardMatch: {
            /** @description How far an introduction is, for its two sides: `asked`, `agreed`, `declined` or `withdrawn`. */
            introduction: string | null;
            /**
             * Format: double
             * @description Great-circle distance, km.
             */
            km: number | null;
            /** @description What the asker said. */
            my_opinion: boolean | null;
            /**
             * Format: int32
             * @description Number of the need.
             */
            need: number;
            /**
             * Format: int64
             * @description How many did not.
             */
            not_useful: number;
            /** @description The offer. */
            offer: components["schemas"]["BoardEntryDto"];
            /** @description Its parts. */
            parts: components["schemas"]["MatchPart"][];
            /**
             * Format: int32
             * @description 1 is the best.
             */
            place: number;
            /**
             * Format: double
             * @description 0 to 1: weighted mean of the parts that are known.
             */
            score: number;
            /**
             * Format: int64
             * @description How many found it useful.
             */
            useful: number;
        };
        /** @description Offers and needs of a region. */
        BoardPage: {
            /** @description How many there are in all, by family, side and what. */
            counts: components["schemas"]["BoardCount"][];
            /** @description The first of them. */
            entries: components["schemas"]["BoardEntryDto"][];
            /** @description True if the asker may enter something. */
            may_enter: boolean;
            /** @description True if the asker may bring tables beside the entries. */
            may_import: boolean;
            /** @description What codes are called. */
            names: components["schemas"]["WordName"][];
            /** @description True if any is invented. */
            synthetic: boolean;
            /**
             * Format: int64
             * @description How many fit the question.
             */
            total: number;
        };
        /** @description What became of files that were brought. */
        BoardTaken: {
            /**
             * Format: int64
             * @description Entries that are new or have changed.
             */
            changed: number;
            /** @description What was noticed. */
            findings: components["schemas"]["Finding"][];
            /** @description True if all was refused. */
            refused: boolean;
            /**
             * Format: int64
             * @description Rows that were read.
             */
            rows: number;
        };
        /** @description A GeoJSON feature collection (RFC 7946). */
        BoundaryCollection: {
            /** @description West, south, east, north. */
            bbox: number[] | null;
            /** @description One feature a place. */
            features: components["schemas"]["BoundaryFeature"][];
            /**
             * @description Always `FeatureCollection`.
             * @example FeatureCollection
             */
            type: string;
        };
        /** @description A GeoJSON feature (RFC 7946). */
        BoundaryFeature: {
            /** @description GeoJSON geometry, Polygon or MultiPolygon. */
            geometry: Record<string, never>;
            /** @description Code of the place. */
            id: string;
            /** @description Properties. */
            properties: components["schemas"]["BoundaryProperties"];
            /**
             * @description Always `Feature`.
             * @example Feature
             */
            type: string;
        };
        /** @description Properties of a boundary. */
        BoundaryProperties: {
            /** @description Code of the place. */
            code: string;
            /** @description Id of the level. */
            level: string;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
            /** @description Code of the parent. */
            parent: string | null;
        };
        /** @description Budget lines of a currency added up. */
        BudgetSum: {
            /** @description By who pays; adds up exactly. */
            by_funder: components["schemas"]["FunderSum"][];
            /** @description By side; adds up exactly. */
            by_side: components["schemas"]["SideSum"][];
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: int64
             * @description Hundredths.
             */
            planned: number;
            /**
             * Format: int64
             * @description Hundredths.
             */
            spent: number;
        };
        /** @description A year of a meter. */
        Calendar: {
            /** @description Every day of the year that has readings. */
            days: components["schemas"]["CalendarDay"][];
            /** @description Unit of amounts. */
            unit: string;
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
            /** @description Years with readings. */
            years: number[];
        };
        /** @description A day of a meter, in short. */
        CalendarDay: {
            /**
             * Format: double
             * @description Amount.
             */
            amount: number | null;
            /**
             * Format: double
             * @description Emissions by hourly factors, kg CO2e.
             */
            co2_kg: number | null;
            /**
             * Format: double
             * @description Slots with a reading, percent.
             */
            completeness_percent: number | null;
            /** @description Local day. */
            date: string;
            /**
             * Format: double
             * @description Of those, slots filled in or interpolated, percent.
             */
            estimated_percent: number | null;
            /**
             * Format: int32
             * @description How often the day was recorded.
             */
            versions: number;
            /** @description The weakest code of the day. */
            worst: string | null;
        };
        /** @description Something abnormal that a person decides about. */
        Case: {
            /** @description Who has it. */
            assignee: string | null;
            evidence: components["schemas"]["Evidence"] | null;
            /** @description When it was found. */
            found_at: string;
            /** @description First day or moment. */
            from: string;
            /** @description What was done, oldest first. */
            history: components["schemas"]["CaseAct"][];
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /** @description Kind. */
            kind: string;
            /** @description One English sentence. */
            message: string;
            /** @description Why. */
            reason: components["schemas"]["Reason"];
            /**
             * Format: double
             * @description 0 to 1.
             */
            score: number;
            /** @description `open`, `assigned`, `explained`, `accepted`, `corrected` or `dismissed`. */
            status: string;
            /** @description What it is about. */
            subject: components["schemas"]["CaseSubject"];
            /** @description Last day or moment. */
            to: string;
        };
        /** @description What somebody did with a case. */
        CaseAct: {
            /** @description What. */
            action: string;
            /** @description When. */
            at: string;
            /** @description Who. */
            by: string;
            /** @description Words to it. */
            text: string | null;
        };
        /** @description What to do with a case. */
        CaseActionRequest: {
            /** @description `assign`, `explain`, `accept`, `correct`, `dismiss` or `reopen`. */
            action: string;
            /** @description Whom it is given to. */
            assignee?: string | null;
            /** @description Words to it; needed to explain, correct or dismiss. */
            text?: string | null;
        };
        /** @description Cases, a page of them. */
        CasePage: {
            /** @description Everybody who has one. */
            assignees: string[];
            /** @description Of all cases of the region. */
            by_kind: components["schemas"]["KindCount"][];
            /** @description Of all cases of the region. */
            by_status: components["schemas"]["StatusCount"][];
            /** @description The page, highest score first. */
            rows: components["schemas"]["Case"][];
            /**
             * Format: int64
             * @description How many fit.
             */
            total: number;
        };
        /** @description What a search for abnormal data found. */
        CaseRun: {
            /**
             * Format: int64
             * @description Everything abnormal that is in the data now.
             */
            found: number;
            /**
             * Format: int64
             * @description Of these, cases that were not known.
             */
            new: number;
        };
        /** @description What a case is about. */
        CaseSubject: {
            /** @description Code of the enterprise. */
            enterprise: string | null;
            /** @description Name. */
            label: components["schemas"]["Label"];
            /** @description Code of the meter. */
            meter: string | null;
        };
        /** @description Why figures changed. */
        Cause: {
            /** @description When. */
            at: string | null;
            /** @description By whom. */
            by: string | null;
            change: components["schemas"]["CauseChange"] | null;
            /**
             * Format: int64
             * @description Entries it brought.
             */
            entries: number;
            /**
             * Format: int32
             * @description Number of the import.
             */
            import: number | null;
            /** @description `import`, `readings`, `factors`, `code` or `account`. */
            kind: string;
            /** @description What: a file, a version. */
            label: string;
        };
        /** @description A change of one figure. */
        CauseChange: {
            /** @description Indicator. */
            indicator: string;
            /** @description Unit. */
            unit: string;
            /**
             * Format: double
             * @description By how much the entries of the cause differ from those they replace or add.
             */
            value: number;
        };
        /** @description The cell a datum came from. */
        CellRef: {
            /** @description Text of the cell as it stood in the file; `null` where the file itself is not kept. */
            cell: string | null;
            /**
             * Format: int32
             * @description Column, counted from 1.
             */
            column: number;
            /** @description Head of the column. */
            column_name: string | null;
            /** @description File name. */
            file: string;
            /** @description SHA-256 of the file, hexadecimal. */
            hash: string;
            /**
             * Format: int32
             * @description Number of the import.
             */
            import: number;
            /** @description When, RFC 3339. */
            imported_at: string;
            /** @description Mapping it was read with. */
            mapping: string;
            /**
             * Format: int32
             * @description Row, counted from 1, the head included.
             */
            row: number;
            /** @description Sheet of a workbook. */
            sheet: string | null;
        };
        /** @description Certificates of an enterprise, or of all. */
        CertificateCount: {
            /**
             * Format: int32
             * @description How many.
             */
            count: number;
            /** @description Enterprise; blank of the total. */
            enterprise: components["schemas"]["Named"];
            /**
             * Format: double
             * @description kWh that are used of it.
             */
            used_kwh: number | null;
            /**
             * Format: double
             * @description kWh that they are of.
             */
            volume_kwh: number | null;
        };
        /** @description A value chain. */
        ChainAnswer: {
            /** @description What was found. */
            findings: components["schemas"]["Finding"][];
            /** @description Deliveries as `from>to` of two processes, the largest first, at most 500: what may be broken besides firms. */
            links: string[];
            /** @description What it comes to, by name with the unit last. */
            sums: {
                [key: string]: number | null;
            };
            /** @description The table. */
            table: components["schemas"]["CityTable"];
            /** @description Results, as the command writes them. */
            tables: components["schemas"]["ChainTable"][];
        };
        /** @description Primary supply, conversion, use, and on through the ledger; every stage adds up. */
        ChainFlow: {
            /**
             * Format: double
             * @description What the balance's uses carry.
             */
            balance: number;
            /** @description The balances that it is made of. */
            balances: components["schemas"]["BalanceSet"][];
            /**
             * Format: double
             * @description Largest difference between a node's inflow and outflow.
             */
            imbalance: number;
            /** @description `carbon_total`. */
            indicator: components["schemas"]["IndicatorId"];
            /**
             * Format: double
             * @description What the ledger has (without sinks).
             */
            ledger: number;
            /** @description Links. */
            links: components["schemas"]["FlowLink"][];
            /** @description Nodes. */
            nodes: components["schemas"]["ChainNode"][];
            /**
             * Format: double
             * @description What the balance has beyond the ledger, use by use; what is exported or left over is not in it.
             */
            only_balance: number;
            /**
             * Format: double
             * @description What the ledger has beyond the balance, use by use.
             */
            only_ledger: number;
            /** @description Stages: `supply`, `conversion`, then those asked for. */
            stages: string[];
            /**
             * Format: double
             * @description What is drawn: the balance's carbon and what only the ledger has.
             */
            total: number;
            /** @description Unit. */
            unit: string;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
            /** @description `consumption`. */
            view: components["schemas"]["ViewId"];
        };
        /** @description A node of a chain. */
        ChainNode: {
            /** @description `supply`, `conversion`, `use`, `gap` (what only one of balance and ledger has) or a dimension of the ledger. */
            dim: string;
            /**
             * Format: int64
             * @description How many members were folded into it; `null` if it is one member.
             */
            folded: number | null;
            /** @description Stable id, unique in the graph. */
            id: string;
            /** @description Shown name. */
            label: components["schemas"]["Label"];
            /**
             * Format: int32
             * @description Stage, from 0.
             */
            stage: number;
            /**
             * Format: double
             * @description What flows through it.
             */
            value: number;
        };
        /** @description A table of what a chain gives. */
        ChainTable: {
            /** @description Heads. */
            head: string[];
            /**
             * Format: int32
             * @description Rows that were left out because there are more than 5,000.
             */
            left_out: number;
            /** @description Name: `position`, `dependence`, `critical`, `gaps`, `broken`. */
            name: string;
            /** @description Rows; an empty cell is not known or does not apply. */
            rows: string[][];
        };
        /** @description A figure then and now. */
        ChangeRow: {
            /**
             * Format: double
             * @description Now less then.
             */
            change: number | null;
            /**
             * Format: double
             * @description In percent of then.
             */
            change_percent: number | null;
            /** @description Indicator. */
            indicator: string;
            /**
             * Format: double
             * @description As it is.
             */
            now: number | null;
            /** @description Place. */
            place: components["schemas"]["Named"];
            /**
             * Format: double
             * @description As published.
             */
            then: number | null;
            /** @description Unit. */
            unit: string;
        };
        /** @description What became of a publication. */
        Changes: {
            /** @description What happened since. */
            causes: components["schemas"]["Cause"][];
            /** @description What figures are computed from now. */
            now_versions: components["schemas"]["PublishedVersions"];
            /** @description Figures that differ, largest change first; all if none does. */
            rows: components["schemas"]["ChangeRow"][];
            /** @description True if every figure is still the same. */
            unchanged: boolean;
        };
        /** @description What becomes of a user; what is left out stays. */
        ChangeUserRequest: {
            /** @description True to shut the account, false to open it again. */
            disabled?: boolean | null;
            /** @description What he may do from now on. */
            roles?: components["schemas"]["RoleId"][] | null;
        };
        /** @description A city with what its figures are about. */
        CityAnswer: {
            /** @description All cities that can be looked at. */
            cities: components["schemas"]["Item"][];
            /** @description What was found about it. */
            findings: components["schemas"]["Finding"][];
            measure: components["schemas"]["IndicatorId"] | null;
            /** @description Its physical quantity; `null` if not known. */
            measure_quantity: string | null;
            /** @description Its unit. */
            measure_unit: string;
            /** @description The city. */
            profile: components["schemas"]["CityProfile"];
            /** @description What it is about. */
            source: components["schemas"]["StructureSource"];
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description Two cities, how well they go together, and why. A part that is not known is `null` with its reason, and takes no part in the score. */
        CityPairing: {
            /** @description One. */
            a: components["schemas"]["Item"];
            /** @description The other. */
            b: components["schemas"]["Item"];
            /** @description What each can offer. */
            complement: components["schemas"]["ComplementPart"];
            /** @description How near. */
            distance: components["schemas"]["DistancePart"];
            /**
             * Format: double
             * @description Share of the weight that is known, 0 to 1.
             */
            known_share: number;
            /** @description Why there is none. */
            reason: string | null;
            /**
             * Format: double
             * @description 0 to 1: mean of the known parts by weight.
             */
            score: number | null;
            /** @description What both want. */
            topic: components["schemas"]["TopicPart"];
            /** @description Who walks ahead. */
            trajectory: components["schemas"]["TrajectoryPart"];
        };
        /** @description A city and its path. */
        CityPosition: {
            /** @description The city. */
            city: components["schemas"]["TiedCity"];
            /** @description Paths that its resources speak for most; empty if not known. */
            found: string[];
            /** @description How much they speak for each path, 0 to 1, in the order of the rules. */
            scores: (number | null)[];
            /** @description Path that the documents name it for. */
            stated: string | null;
        };
        /** @description A city: its structure, its strengths, its partners, its path. */
        CityProfile: {
            /** @description Other cities by likeness, the most alike first. */
            alike: components["schemas"]["Alike"][];
            /** @description The city. */
            city: components["schemas"]["ClusterCity"];
            /**
             * Format: double
             * @description Its index of complexity: mean 0, deviation 1 over the cities.
             */
            complexity: number | null;
            /**
             * Format: int32
             * @description Cities that have one.
             */
            complexity_of: number;
            /**
             * Format: int32
             * @description Its rank by that, 1 the most complex.
             */
            complexity_rank: number | null;
            /** @description Why it has none. */
            complexity_reason: string | null;
            /**
             * Format: int32
             * @description Industries that it is strong in.
             */
            diversity: number | null;
            /** @description Its industries, in the order of the ledger or table; empty where only a matrix is known. */
            industries: components["schemas"]["IndustryOfCity"][];
            /** @description Cities that walk the same path some years apart, the best fit first. */
            on_path: components["schemas"]["OnPath"][];
            /** @description Best partners by the parts that are known, which count alike; best first. The city itself is `a` or `b`. */
            partners: components["schemas"]["CityPairing"][];
            /** @description Its path: the measure, year by year. */
            path: (number | null)[];
            /** @description Years of the path. */
            path_years: number[];
            shift: components["schemas"]["ShiftParts"] | null;
            /** @description First and last year of the split of growth; `null` with fewer than two years. */
            shift_years: number[] | null;
        };
        /** @description A table that is kept with a region. */
        CityTable: {
            /** @description When it came. */
            at: string;
            /** @description Who brought it. */
            by: string | null;
            /** @description Version of the program that read it. */
            code: string;
            /** @description Names of its files. */
            files: string[];
            /**
             * Format: int32
             * @description Number of findings when it came.
             */
            findings: number;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /** @description What it holds. */
            kind: components["schemas"]["CityTableKind"];
            /** @description Under which terms. */
            licence: string;
            /** @description Name. */
            name: string;
            /**
             * Format: int32
             * @description Rows of its files, heads left out.
             */
            rows: number;
            /** @description SHA-256 of what was read, first 16 digits. */
            sha256: string;
            /** @description Where it comes from. */
            source: string;
            /** @description What a text states of it, to be checked: `0.9:76` for 76 % above 0.9. */
            stated: string | null;
            /** @description True if it is invented: an example, not a statement about the places. */
            synthetic: boolean;
            /** @description Unit of its values; empty if it has none. */
            unit: string;
            /**
             * Format: int32
             * @description Year that it describes, if one.
             */
            year: number | null;
        };
        /** @description A form with a table of cities. */
        CityTableForm: {
            /** @description `true` if what has no row is zero; else it is not known. */
            absent_is_zero?: boolean | null;
            /**
             * @description Files, each a part `file` with its name: one CSV or workbook (.xlsx, its first sheet); flows (`from,to,amount`, perhaps `kind,unit,period,source`) perhaps with `id,mass,lon,lat` of their places; or of a chain `firms.csv`, `products.csv`, `processes.csv`, `needs.csv`, `deliveries.csv` or
             *     `Z` and `Y` of an input-output table with regions.
             */
            file: string[];
            /** @description What it holds. */
            kind: components["schemas"]["CityTableKind"];
            /** @description Under which terms. */
            licence?: string | null;
            /** @description Name. */
            name: string;
            /** @description Where it comes from. */
            source?: string | null;
            /** @description What a text states of a matrix: `0.9:76` for 76 % above 0.9. */
            stated?: string | null;
            /** @description `true` if it is invented. */
            synthetic?: boolean | null;
            /** @description Unit of its values. */
            unit?: string | null;
            /**
             * Format: int32
             * @description Year.
             */
            year?: number | null;
        };
        /** @description What was found in a table that came in. */
        CityTableKept: {
            /** @description What was found. */
            findings: components["schemas"]["Finding"][];
            /** @description The table. */
            table: components["schemas"]["CityTable"];
        };
        /**
         * @description What a kept table holds.
         * @enum {string}
         */
        CityTableKind: "structure" | "similarity" | "flows" | "integration" | "ladder" | "resources" | "chain" | "topics" | "trajectories";
        /**
         * @description How classes of a map are made.
         * @enum {string}
         */
        ClassMethodId: "jenks" | "quantile" | "equal";
        /** @description Cities of a region side by side. */
        Cluster: {
            /** @description Cities. */
            cities: components["schemas"]["ClusterCity"][];
            /** @description What was found. */
            findings: components["schemas"]["Finding"][];
            group: components["schemas"]["Item"] | null;
            /** @description Industries; empty where only a matrix is known. */
            industries: components["schemas"]["Item"][];
            /** @description Inequality year by year. */
            inequality: components["schemas"]["InequalityYear"][];
            measure: components["schemas"]["IndicatorId"] | null;
            /** @description Its physical quantity; `null` if not known. */
            measure_quantity: string | null;
            /** @description Its unit. */
            measure_unit: string;
            moran: components["schemas"]["MoranView"] | null;
            /** @description How alike they are. */
            similarity: components["schemas"]["SimilarityView"];
            /** @description What it is about. */
            source: components["schemas"]["StructureSource"];
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
            weight: components["schemas"]["IndicatorId"] | null;
        };
        /** @description A city of a cluster. */
        ClusterCity: {
            group: components["schemas"]["Item"] | null;
            /** @description Code of the place, or the name that the table gives. */
            id: string;
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Local Moran.
             */
            local_moran: number | null;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number | null;
            /**
             * Format: double
             * @description What inequality and hot spots are of, in the year.
             */
            measure: number | null;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /**
             * Format: int32
             * @description Number of neighbours with a value.
             */
            neighbours: number;
            /** @description Code of the place of the region, if it is one. */
            place: string | null;
            /** @description Why there is no local Moran. */
            reason: string | null;
            /**
             * Format: double
             * @description Krugman's index against all cities together, 0 to 2.
             */
            specialisation: number | null;
            spot: components["schemas"]["SpotId"] | null;
            /**
             * Format: double
             * @description The same, corrected for the number of places (false discovery rate).
             */
            spot_adjusted: number | null;
            /**
             * Format: double
             * @description Share of shuffles at least as extreme, both tails.
             */
            spot_p: number | null;
            /** @description True if `spot_adjusted` is at most the level. */
            spot_significant: boolean | null;
            /**
             * Format: double
             * @description Local Moran less its expectation over its deviation, if the other values are shuffled (exact).
             */
            spot_z: number | null;
            strongest: components["schemas"]["Item"] | null;
            /**
             * Format: double
             * @description That quotient.
             */
            strongest_quotient: number | null;
            /**
             * Format: double
             * @description Sum over industries; `null` if one of them is not known.
             */
            total: number | null;
        };
        /**
         * @description What a column of a file is, by its mapping.
         * @enum {string}
         */
        ColumnRole: "place" | "enterprise" | "period" | "measure" | "dimension" | "check" | "ignored";
        /** @description Two of the cities that are compared. */
        ComparedPair: {
            /**
             * Format: int32
             * @description Index of one in `profiles`.
             */
            a: number;
            /**
             * Format: int32
             * @description Index of the other.
             */
            b: number;
            /** @description What both are strong in. */
            both: components["schemas"]["Item"][];
            /**
             * Format: double
             * @description Great-circle distance, km.
             */
            distance_km: number | null;
            /**
             * Format: double
             * @description Krugman's index.
             */
            krugman: number | null;
            /** @description What only the first is strong in. */
            only_a: components["schemas"]["Item"][];
            /** @description What only the second is strong in. */
            only_b: components["schemas"]["Item"][];
            /**
             * Format: double
             * @description Cosine.
             */
            similarity: number | null;
        };
        /** @description Two to four cities side by side. */
        Comparison: {
            /** @description All cities that can be compared. */
            cities: components["schemas"]["Item"][];
            /** @description What was found. */
            findings: components["schemas"]["Finding"][];
            measure: components["schemas"]["IndicatorId"] | null;
            /** @description Its physical quantity; `null` if not known. */
            measure_quantity: string | null;
            /** @description Its unit. */
            measure_unit: string;
            /** @description Each two of them. */
            pairs: components["schemas"]["ComparedPair"][];
            /** @description The cities asked for, in their order. */
            profiles: components["schemas"]["CityProfile"][];
            /** @description What it is about. */
            source: components["schemas"]["StructureSource"];
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description What only one, only the other, and both are strong in. */
        ComplementPart: {
            /** @description What only the first is strong in: what it can offer. */
            a_offers: components["schemas"]["Item"][];
            /** @description What only the second is strong in. */
            b_offers: components["schemas"]["Item"][];
            /** @description What both are strong in: where they compete, or can pool. */
            both: components["schemas"]["Item"][];
            /** @description Why there is none. */
            reason: string | null;
            /**
             * Format: double
             * @description 0 to 1: industries in which exactly one is strong, of those in which at least one is.
             */
            value: number | null;
            /**
             * Format: double
             * @description How much it counts.
             */
            weight: number;
        };
        /** @description Contracts of a region. */
        ContractPage: {
            /** @description The region's own factors. */
            factors: components["schemas"]["MarketFactorRow"][];
            /** @description The market that the region's electricity is bought in. */
            market: string;
            /** @description True if something changed since readings were accounted for: the figures do not have it yet. */
            pending: boolean;
            /** @description Instruments, by id. */
            rows: components["schemas"]["ContractRow"][];
        };
        /** @description A certificate, a contract or a supplier's rate, and what became of it. */
        ContractRow: {
            /** @description False where the attributes were sold apart from it. */
            conveys_attributes: boolean;
            /** @description Who claims it. */
            enterprise: components["schemas"]["Named"];
            /**
             * Format: double
             * @description kg CO2e per kWh.
             */
            factor_kg_per_kwh: number;
            /** @description True if it says in which hours its energy was made: it covers what was used in the same hours. */
            hourly: boolean;
            /** @description Id or serial number. */
            id: string;
            /** @description `certificate`, `contract` or `supplier_rate`. */
            kind: string;
            /**
             * Format: double
             * @description How much is left.
             */
            left_kwh: number | null;
            /** @description Market within which it counts. */
            market: string;
            /**
             * @description Why it is not used: `claimed_twice`, `attributes_sold`, `bad_volume`, `bad_factor`, `no_volume`, `outside_market`,
             *     `outside_time`.
             */
            refused: string | null;
            /** @description Registry, contract or bill. */
            source: string;
            /**
             * Format: double
             * @description How much of it covers metered electricity.
             */
            used_kwh: number;
            /** @description When its energy may be used. */
            valid: string;
            /** @description When its energy was made. */
            vintage: string;
            /**
             * Format: double
             * @description How much it is of; `null` of a rate for all that is delivered.
             */
            volume_kwh: number | null;
        };
        /** @description A table of contracts. */
        ContractsForm: {
            /**
             * Format: binary
             * @description CSV, TSV or XLSX, gzip or not.
             */
            file: string;
        };
        /** @description What became of a table of contracts. */
        ContractsTaken: {
            /**
             * Format: int64
             * @description Factors that were taken.
             */
            factors: number;
            /**
             * Format: int64
             * @description Findings.
             */
            findings: number;
            /**
             * Format: int64
             * @description Hours of instruments that were taken.
             */
            hours: number;
            /**
             * Format: int32
             * @description Number among the imports.
             */
            import: number;
            /**
             * Format: int64
             * @description Certificates, contracts and rates that were taken.
             */
            instruments: number;
            /** @description True if the table was refused; nothing of it was taken, and the import's findings say why. */
            refused: boolean;
        };
        /** @description A city within a network of flows. */
        CoreCity: {
            /** @description The city. */
            city: components["schemas"]["TiedCity"];
            /** @description True if it is in the core; `null` if none can be told. */
            core: boolean | null;
            /**
             * Format: double
             * @description Its coreness in the continuous model, 0 to 1 (all squares together are 1); `null` if none can be told.
             */
            coreness: number | null;
            /**
             * Format: double
             * @description What flows out and in together.
             */
            through: number;
        };
        /** @description How much a region holds. */
        Counts: {
            /**
             * Format: int64
             * @description Enterprises.
             */
            enterprises: number;
            /**
             * Format: int64
             * @description Entries of the ledger.
             */
            entries: number;
            /**
             * Format: int64
             * @description Findings of committed imports.
             */
            findings: number;
            /**
             * Format: int64
             * @description Places, all levels.
             */
            places: number;
        };
        /** @description A cut of the cube. */
        Cube: {
            /** @description Dimensions of the rows. */
            by: components["schemas"]["DimId"][];
            /** @description What was noticed while computing. */
            findings: components["schemas"]["Finding"][];
            /** @description Indicator. */
            indicator: components["schemas"]["IndicatorId"];
            /** @description Price base of the money in it (`CNY@2020`). */
            price_base: string | null;
            /** @description What is measured (`CO2e`, `energy`, `person`). */
            quantity: string;
            /** @description Rows, largest first unless cut by period. */
            rows: components["schemas"]["CubeRow"][];
            /** @description The whole. */
            total: components["schemas"]["CubeRow"];
            /** @description Unit of all values. */
            unit: string;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description One row of a cut. */
        CubeRow: {
            /**
             * Format: double
             * @description Cells that have data over cells expected, 0 to 100.
             */
            completeness_percent: number | null;
            /** @description True if a part is estimated. */
            estimated: boolean;
            /** @description Member of each dimension, by dimension. */
            keys: {
                [key: string]: components["schemas"]["Item"];
            };
            quality: components["schemas"]["QualityId"] | null;
            /** @description Stable code of why there is no value. */
            reason: string | null;
            /**
             * Format: double
             * @description Relative half width of the 95 % interval.
             */
            uncertainty_percent: number | null;
            /**
             * Format: double
             * @description Figure in the cut's unit; `null` is missing, never 0.
             */
            value: number | null;
        };
        /** @description Planned and spent of a currency. */
        CurrencySum: {
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: int64
             * @description Hundredths.
             */
            planned: number;
            /**
             * Format: int64
             * @description Hundredths.
             */
            spent: number;
        };
        /** @description A day as it was recorded at some time. */
        DayVersion: {
            /**
             * Format: double
             * @description Amount then.
             */
            amount: number | null;
            /**
             * Format: int64
             * @description Number of the batch: of an import, or below zero of a segment of pushes.
             */
            batch: number;
            /**
             * Format: double
             * @description Slots with a reading, percent.
             */
            completeness_percent: number | null;
            /** @description When. */
            recorded_at: string;
            /** @description Where it came from. */
            source: string;
        };
        /**
         * @description A dimension by which a figure is cut.
         * @enum {string}
         */
        DimId: "place" | "field" | "industry" | "carrier" | "scope" | "gas" | "enterprise" | "period";
        /** @description Members of the dimensions that the region's data has. */
        Dims: {
            /** @description Carriers. */
            carriers: components["schemas"]["Item"][];
            /** @description Fields. */
            fields: components["schemas"]["FieldId"][];
            /** @description Gases. */
            gases: components["schemas"]["GasId"][];
            /** @description Industries. */
            industries: components["schemas"]["Item"][];
            /** @description Scopes. */
            scopes: components["schemas"]["ScopeId"][];
        };
        /**
         * @description Which way a file went.
         * @enum {string}
         */
        DirectionId: "in" | "out";
        /** @description How near they are. */
        DistancePart: {
            /**
             * Format: double
             * @description Great-circle distance, km.
             */
            km: number | null;
            /** @description Why there is none. */
            reason: string | null;
            /**
             * Format: double
             * @description 0 to 1: one half at the half distance.
             */
            value: number | null;
            /**
             * Format: double
             * @description How much it counts.
             */
            weight: number;
        };
        /** @description A form with a document. */
        DocumentForm: {
            /**
             * Format: binary
             * @description The file, at most 16 MiB.
             */
            file: string;
            /** @description Id of the project that it hangs under. */
            project?: string | null;
            /** @description `true` if anybody may see that there is one while an agreement is in force. */
            public?: boolean | null;
            /** @description What it is. */
            title: string;
        };
        /**
         * @description Whose a topic of the documents' pairs is.
         * @enum {string}
         */
        DocumentSideId: "european" | "chinese" | "both";
        /**
         * @description What becomes of an item.
         * @enum {string}
         */
        EditOpId: "put" | "remove";
        /**
         * @description How purchased power is turned into energy.
         * @enum {string}
         */
        EnergyBasisId: "calorific" | "equivalent";
        /** @description An enterprise or facility. */
        Enterprise: {
            /** @description Above designated size (规模以上). */
            above_designated_size: boolean | null;
            /** @description First month expected to report, `YYYY-MM`. */
            active_from: string | null;
            /** @description Last month expected to report, `YYYY-MM`. */
            active_to: string | null;
            /** @description Code within the region. */
            code: string;
            field: components["schemas"]["FieldId"] | null;
            industry: components["schemas"]["Item"] | null;
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number | null;
            /** @description Shown name. */
            name: components["schemas"]["Label"];
            /** @description Place it lies in. */
            place: components["schemas"]["Item"];
        };
        /** @description One screen of enterprises. */
        EnterprisePage: {
            /** @description The ones asked for. */
            rows: components["schemas"]["Enterprise"][];
            /**
             * Format: int64
             * @description How many match.
             */
            total: number;
        };
        /** @description What every refusal looks like. */
        ErrorBody: {
            /** @description The refusal. */
            error: components["schemas"]["ErrorDetail"];
        };
        /**
         * @description Stable codes of refusals, in the order in which they are checked.
         * @enum {string}
         */
        ErrorCode: "not_found" | "method_not_allowed" | "not_signed_in" | "wrong_credentials" | "not_allowed" | "foreign_origin" | "too_many_requests" | "bad_parameter" | "unknown_parameter" | "bad_body" | "too_large" | "unknown_region" | "unknown_place" | "ambiguous_place" | "unknown_enterprise" | "unknown_level" | "unknown_indicator" | "not_defined" | "unsupported_period" | "too_many_dims" | "both_scope2" | "no_gas" | "unknown_mapping" | "unknown_import" | "unknown_meter" | "unknown_exchange" | "unknown_case" | "unknown_contract" | "unknown_entry" | "unknown_name" | "unknown_publication" | "unknown_organisation" | "unknown_partnership" | "unknown_reference" | "unknown_item" | "unknown_agreement" | "not_a_partner" | "not_your_side" | "not_shared" | "remote_organisation" | "organisation_not_remote" | "same_organisation" | "stale_version" | "written_meanwhile" | "bad_item" | "bad_terms" | "four_eyes" | "wrong_state" | "no_unit" | "bad_key" | "fingerprint_differs" | "unknown_key" | "bad_partner_file" | "bad_signature" | "replayed_file" | "older_file" | "wrong_partnership" | "unknown_user" | "unknown_token" | "name_taken" | "bad_name" | "weak_password" | "no_data" | "not_possible" | "unreadable_file" | "refused" | "bad_config" | "busy" | "storage" | "timeout" | "internal";
        /** @description A refusal. */
        ErrorDetail: {
            /** @description Stable code. */
            code: components["schemas"]["ErrorCode"];
            finding: components["schemas"]["Finding"] | null;
            location: components["schemas"]["Location"] | null;
            /** @description One English sentence: what, and what to do now. */
            message: string;
            /** @description Values that fill the sentence. */
            params: {
                [key: string]: string;
            };
        };
        /** @description An estimate with all that it rests on. */
        Estimate: {
            /** @description Error of the method on enterprises that were held back: of the finest group with enough of them. */
            back_test: components["schemas"]["BackTest"];
            /** @description Code of the enterprise. */
            enterprise: string;
            /** @description True if the input lies outside of what the group's enterprises have. */
            extrapolated: boolean;
            /** @description Whose line was used. */
            group: components["schemas"]["EstimateGroup"];
            /** @description What it was estimated from: `energy`, `electricity`, `output`, `value_added` or `known_months` (of the same year). */
            input: string;
            /** @description Its unit. */
            input_unit: string;
            /**
             * Format: double
             * @description Its amount.
             */
            input_value: number;
            /**
             * Format: double
             * @description Lower end of the 95 % prediction interval.
             */
            lower: number;
            /** @description Id of the method: `energy_carbon`, `electricity_energy`, … */
            method: string;
            /**
             * Format: int32
             * @description Month, 1 to 12, of an estimate of a single one; `null` of a whole year.
             */
            month: number | null;
            /**
             * Format: int64
             * @description Enterprises in the group.
             */
            n: number;
            /** @description Why it is not in the ledger: `over_real`, `no_rest`, `no_electricity`; `null` if it is. */
            not_posted: string | null;
            /**
             * Format: int32
             * @description Row of the run's file, from 1, the head included.
             */
            row: number;
            /** @description `energy`, `electricity` or `carbon`. */
            target: string;
            /** @description Unit of the estimate. */
            unit: string;
            /**
             * Format: double
             * @description Upper end.
             */
            upper: number;
            /**
             * Format: double
             * @description Expected amount.
             */
            value: number;
            /**
             * Format: int32
             * @description Year.
             */
            year: number;
        };
        /** @description Who lacks data, what was estimated, and by which models. */
        EstimateAnswer: {
            /**
             * Format: int64
             * @description Those with all of their electricity, energy and emissions.
             */
            complete: number;
            /**
             * Format: int64
             * @description Enterprises that are expected to have data.
             */
            enterprises: number;
            /**
             * Format: int64
             * @description Of these, those with an estimate in the ledger.
             */
            estimated: number;
            /**
             * Format: int64
             * @description Those that lack something.
             */
            lacking: number;
            /** @description Models that gave estimates. */
            models: components["schemas"]["EstimateModel"][];
            /** @description Enterprises that lack data, those with estimates first. */
            rows: components["schemas"]["EstimateRow"][];
            run: components["schemas"]["EstimateYear"] | null;
            /** @description True if data came since the run: a new one may say something else. */
            stale: boolean;
            /**
             * Format: int64
             * @description Rows that fit.
             */
            total: number;
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
            /** @description All years. */
            years: components["schemas"]["EstimateYear"][];
        };
        /** @description Enterprises whose line a model used. */
        EstimateGroup: {
            /** @description Above designated size or below; only of `size`. */
            above_designated_size: boolean | null;
            /** @description Code of the section or industry. */
            industry: string | null;
            /** @description `all`, `section`, `industry` or `size`. */
            level: string;
        };
        /** @description A model, or a group in it, and what it was used for. */
        EstimateModel: {
            /** @description Its error. */
            back_test: components["schemas"]["BackTest"];
            /** @description Whose line it is. */
            group: components["schemas"]["EstimateGroup"];
            /** @description From what. */
            input: string;
            /** @description Name of the group. */
            label: components["schemas"]["Label"];
            /**
             * Format: int64
             * @description Of all: those that have both figures but not above zero, and were left out.
             */
            left_out: number;
            /** @description Id of the method. */
            method: string;
            /**
             * Format: int64
             * @description Enterprises that it was fitted on.
             */
            n: number;
            /**
             * Format: int64
             * @description Of all: those so far out that they have no weight.
             */
            rejected: number;
            /** @description To what. */
            target: string;
            /**
             * Format: int64
             * @description Enterprises that it gave an estimate for; of all: by whatever group.
             */
            used: number;
        };
        /** @description What to estimate. */
        EstimateRequest: {
            /** @description True if nothing is to be written. */
            dry_run?: boolean;
            /** @description Years; the last that can be estimated if left out. */
            years?: number[];
        };
        /** @description An enterprise that lacks data in a year. */
        EstimateRow: {
            /** @description Size, if known. */
            above_designated_size: boolean | null;
            /** @description The same of all emissions. */
            carbon: string;
            /** @description How much of the year's electricity is known: `none`, `partly`, `whole`. */
            electricity: string;
            /** @description The same of all energy. */
            energy: string;
            /** @description Whose. */
            enterprise: components["schemas"]["Named"];
            /** @description What was estimated. */
            estimates: components["schemas"]["Estimate"][];
            /** @description True if something was filed. */
            filed: boolean;
            industry: components["schemas"]["Item"] | null;
            /** @description True if something was metered. */
            metered: boolean;
            /**
             * Format: int32
             * @description Months in which it is expected to report.
             */
            months_expected: number;
            /**
             * Format: int32
             * @description Months with any entry.
             */
            months_present: number;
            /** @description Where. */
            place: components["schemas"]["Named"];
            /** @description What could not be. */
            refused: components["schemas"]["NotEstimated"][];
        };
        /** @description A run of estimation over a year. */
        EstimateRun: {
            /** @description True if it wrote nothing on purpose. */
            dry_run: boolean;
            /**
             * Format: int64
             * @description Enterprises that are expected to have data.
             */
            enterprises: number;
            /**
             * Format: int64
             * @description Entries that were made (or would be).
             */
            entries: number;
            /**
             * Format: int64
             * @description Those with an estimate that stands in the ledger (or would).
             */
            estimated: number;
            /** @description All estimates, posted or not. */
            estimates: components["schemas"]["Estimate"][];
            /**
             * Format: int32
             * @description Number of the run among the imports; `null` of a dry run, and if nothing has changed.
             */
            import: number | null;
            /**
             * Format: int64
             * @description Those that lack something.
             */
            lacking: number;
            /** @description Models that gave estimates. */
            models: components["schemas"]["EstimateModel"][];
            /** @description What could not be estimated. */
            refused: components["schemas"]["NotEstimated"][];
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
        };
        /** @description A year that can be estimated. */
        EstimateYear: {
            /** @description When it ran. */
            at: string | null;
            /** @description By whom. */
            by: string | null;
            /**
             * Format: int64
             * @description Entries that it made.
             */
            entries: number;
            /**
             * Format: int32
             * @description Number of the run that counts, if there is one.
             */
            import: number | null;
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
        };
        /** @description What a case rests on. */
        Evidence: {
            /** @description Moments, ISO 8601. */
            at: string[];
            /** @description What was to be expected. */
            expected: (number | null)[];
            /** @description Unit of both rows of values. */
            unit: string;
            /** @description What was read. */
            values: (number | null)[];
        };
        /** @description What became of an exchange. */
        ExchangeAnswer: {
            /**
             * Format: int64
             * @description Days of meters that were worked out anew.
             */
            days: number;
            /** @description What was noticed while it was worked out. */
            findings: components["schemas"]["Finding"][];
            /**
             * Format: int32
             * @description Number among the imports.
             */
            import: number;
        };
        /** @description An exchange or reset to be kept. */
        ExchangeRequest: {
            /** @description When: `2026-05-04T10:30`, local time of the region, or with an offset. */
            at: string;
            /**
             * Format: double
             * @description What it showed first after.
             */
            first_new: number;
            /** @description `exchange` (another meter was built in; if left out) or `reset` (the same meter's register was set). */
            kind?: string | null;
            /**
             * Format: double
             * @description What the register showed last before, as it shows it; needed of an exchange.
             */
            last_old?: number | null;
        };
        /**
         * @description File format of an export.
         * @enum {string}
         */
        ExportFormatId: "csv" | "xlsx" | "parquet" | "geojson";
        /**
         * @description What an export holds.
         * @enum {string}
         */
        ExportWhatId: "cube" | "table" | "entries";
        /** @description A factor with its source. */
        Factor: {
            /** @description Clause or table. */
            clause: string | null;
            /** @description Stable id. */
            id: string;
            /** @description Kind (`net_calorific_value`, `carbon_content`, `grid`, `gwp`). */
            kind: string;
            /** @description Name of the subject. */
            label: components["schemas"]["Label"];
            /** @description Licence. */
            licence: string | null;
            /** @description Region it is valid in. */
            region: string;
            /** @description Source. */
            source: string;
            /** @description What it is for: a carrier, a process, a gas. */
            subject: string;
            /**
             * Format: double
             * @description Relative half width of the 95 % interval.
             */
            uncertainty_percent: number | null;
            /** @description Unit. */
            unit: string;
            /** @description First day or year. */
            valid_from: string | null;
            /** @description Last day or year. */
            valid_to: string | null;
            /**
             * Format: double
             * @description Amount.
             */
            value: number;
        };
        /** @description One screen of factors. */
        FactorPage: {
            /** @description Kinds there are. */
            kinds: string[];
            /** @description Regions there are. */
            regions: string[];
            /** @description The ones asked for. */
            rows: components["schemas"]["Factor"][];
            /**
             * Format: int64
             * @description How many match.
             */
            total: number;
        };
        /** @description A factor as an explanation names it. */
        FactorRef: {
            /** @description Clause or table. */
            clause: string | null;
            /** @description Stable id. */
            id: string;
            /** @description Licence. */
            licence: string | null;
            /** @description Region it is valid in. */
            region: string;
            /** @description Source. */
            source: string;
            /** @description Unit. */
            unit: string;
            /** @description First day. */
            valid_from: string | null;
            /** @description Last day. */
            valid_to: string | null;
            /**
             * Format: double
             * @description Amount.
             */
            value: number;
        };
        /**
         * @description The six fields.
         * @enum {string}
         */
        FieldId: "energy" | "industry" | "construction" | "transport" | "agriculture" | "livelihood";
        /**
         * @description Where figures of a side come from.
         * @enum {string}
         */
        FigureSourceId: "ledger" | "file" | "none";
        /**
         * Format: binary
         * @description The bytes of a file.
         */
        FileBody: string;
        /** @description Something noticed. `code` is what the interface translates, `params` fill its sentence. */
        Finding: {
            /** @description Stable code. */
            code: string;
            /**
             * Format: int32
             * @description Number of the import it belongs to.
             */
            import: number | null;
            location: components["schemas"]["Location"] | null;
            /** @description One English sentence. */
            message: string;
            /** @description Values by name. */
            params: {
                [key: string]: string;
            };
            /** @description How grave. */
            severity: components["schemas"]["SeverityId"];
        };
        /** @description How many findings have a code. */
        FindingCount: {
            /** @description Stable code. */
            code: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description How grave. */
            severity: components["schemas"]["SeverityId"];
        };
        /** @description One screen of findings. */
        FindingPage: {
            /** @description All of the region or import by code, whatever the filter. */
            by_code: components["schemas"]["FindingCount"][];
            /** @description The ones asked for. */
            rows: components["schemas"]["Finding"][];
            /**
             * Format: int64
             * @description How many match.
             */
            total: number;
        };
        /**
         * @description Finest period that a region's data has.
         * @enum {string}
         */
        FinestPeriod: "month" | "year";
        /** @description A flow that conserves: what enters a node leaves it. */
        Flow: {
            /** @description What was noticed, for example negative entries left out of the picture. */
            findings: components["schemas"]["Finding"][];
            /**
             * Format: double
             * @description Largest difference between a node's inflow, outflow and value; about 1e-9 of the total at most.
             */
            imbalance: number;
            /** @description Indicator. */
            indicator: components["schemas"]["IndicatorId"];
            /** @description Links. */
            links: components["schemas"]["FlowLink"][];
            /** @description Nodes. */
            nodes: components["schemas"]["FlowNode"][];
            /** @description Stages. */
            stages: components["schemas"]["DimId"][];
            /**
             * Format: double
             * @description Figure of the whole.
             */
            total: number | null;
            /** @description Unit. */
            unit: string;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description What a model makes of the flows of a table. */
        FlowFit: {
            /**
             * Format: double
             * @description Share of flows in common with the table, 0 to 1.
             */
            common: number | null;
            /**
             * Format: double
             * @description 1 less deviance over that of the constant alone; of gravity only.
             */
            explained: number | null;
            /**
             * Format: int32
             * @description Pairs that took part.
             */
            pairs: number;
            /**
             * Format: double
             * @description Square of the correlation of model and table, 0 to 1.
             */
            r2: number | null;
        };
        /** @description A kind of flow in a table. Kinds, and periods of a kind, are not added up. */
        FlowKind: {
            /** @description As the table has it; empty if its rows name none. */
            kind: string;
            /** @description Its periods, the earliest first; an empty one if rows name none. */
            periods: string[];
            /** @description Unit of its amounts. */
            unit: string;
        };
        /** @description A link of a flow. */
        FlowLink: {
            /** @description Id of a node. */
            source: string;
            /** @description Id of a node. */
            target: string;
            /**
             * Format: double
             * @description What flows.
             */
            value: number;
        };
        /** @description What the cities' masses are in the models. */
        FlowMass: {
            indicator: components["schemas"]["IndicatorId"] | null;
            /**
             * Format: int32
             * @description Year of the statistic.
             */
            year: number | null;
        };
        /** @description Gravity and radiation model of the flows, as `carbonshed city gravity` has them. */
        FlowModels: {
            /** @description Flows, largest first. */
            flows: components["schemas"]["ModelledFlow"][];
            gravity: components["schemas"]["FlowFit"] | null;
            radiation: components["schemas"]["FlowFit"] | null;
            /** @description Coefficients of the gravity model; empty if it could not be fitted. */
            terms: components["schemas"]["GravityTerm"][];
        };
        /** @description A node of a flow. */
        FlowNode: {
            /** @description Dimension of the stage. */
            dim: components["schemas"]["DimId"];
            /**
             * Format: int64
             * @description How many members were folded into it; `null` if it is one member.
             */
            folded: number | null;
            /** @description Stable id, unique in the graph. */
            id: string;
            /** @description Shown name. */
            label: components["schemas"]["Label"];
            /**
             * Format: int32
             * @description Stage, from 0.
             */
            stage: number;
            /**
             * Format: double
             * @description What flows through it.
             */
            value: number;
        };
        /** @description What flows from one to another. */
        FlowRow: {
            /**
             * Format: int32
             * @description Index of the origin.
             */
            from: number;
            /**
             * Format: int32
             * @description Index of the destination.
             */
            to: number;
            /**
             * Format: double
             * @description Amount.
             */
            value: number;
        };
        /** @description A network of flows with its core. */
        FlowsView: {
            /** @description Cities. */
            cities: components["schemas"]["CoreCity"][];
            /**
             * Format: double
             * @description Correlation of the flows with the products of the coreness.
             */
            continuous_score: number | null;
            /** @description Flows, largest first. */
            flows: components["schemas"]["FlowRow"][];
            /** @description The kind that is shown; `null` if there is no such kind. */
            kind: string | null;
            /** @description Kinds of flow that it holds. */
            kinds: components["schemas"]["FlowKind"][];
            mass: components["schemas"]["FlowMass"] | null;
            models: components["schemas"]["FlowModels"] | null;
            /** @description Its period; empty if the rows name none. */
            period: string;
            /** @description True if every core was tried. */
            proved: boolean | null;
            /**
             * Format: double
             * @description Correlation of the flows with the pattern of the core, -1 to 1.
             */
            score: number | null;
            /** @description What the rows that are shown name as their sources. */
            sources: string[];
            /** @description The table. */
            table: components["schemas"]["CityTable"];
            /** @description Unit of the flows that are shown. */
            unit: string;
            /** @description Cities whose mass is not known, where that is why there are no models. */
            without_mass: components["schemas"]["TiedCity"][];
        };
        /** @description Planned and spent by who pays. */
        FunderSum: {
            /** @description Who pays. */
            funder: string;
            /**
             * Format: int64
             * @description Hundredths.
             */
            planned: number;
            /**
             * Format: int64
             * @description Hundredths.
             */
            spent: number;
        };
        /**
         * @description A greenhouse gas or family.
         * @enum {string}
         */
        GasId: "co2" | "ch4" | "n2o" | "hfc" | "pfc" | "sf6" | "nf3" | "other_fluorinated" | "unspecified";
        /** @description A grant. */
        Grant: {
            /** @description True if only a most is named: the figure is an upper bound. */
            at_most: boolean;
            /** @description `share`, `cap`, `cost`, `vouchers`, `stage` or `waits`. */
            bound: components["schemas"]["GrantBoundId"];
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: int64
             * @description Cost that counts, hundredths.
             */
            eligible: number;
            /** @description In a sentence. */
            explanation: components["schemas"]["GrantExplanation"];
            /**
             * Format: int64
             * @description Granted, hundredths.
             */
            granted: number;
            /** @description Kind of the rule. */
            kind: components["schemas"]["GrantKindId"];
            /** @description Id of the rule. */
            rule: string;
            /** @description Where the rule is written. */
            source: string;
            /** @description Stage. */
            stage: string | null;
            /**
             * Format: int64
             * @description Vouchers.
             */
            units: number | null;
            /**
             * Format: int32
             * @description Year, where the rule counts by year.
             */
            year: number | null;
        };
        /**
         * @description What decided a grant.
         * @enum {string}
         */
        GrantBoundId: "share" | "cap" | "cost" | "vouchers" | "stage" | "waits";
        /** @description A condition of a rule. */
        GrantCondition: {
            /** @description Bound. */
            bound: string;
            /** @description Fact. */
            fact: string;
            /** @description `is`, `at_least` or `at_most`. */
            relation: components["schemas"]["GrantRelationId"];
        };
        /** @description A cost of a project that asks for support. */
        GrantCostRequest: {
            /**
             * Format: int64
             * @description Hundredths, at least 0.
             */
            amount: number;
            /** @description ISO 4217. */
            currency: string;
            /** @description Kind, as rules name it. */
            kind: string;
            /**
             * Format: int32
             * @description Year.
             */
            year: number;
        };
        /** @description Why a grant is what it is. */
        GrantExplanation: {
            /** @description Stable code: `grant_<kind>_<bound>`. */
            code: string;
            /** @description One English sentence. */
            message: string;
            /** @description Values that fill the sentence; amounts in units of the currency with two decimals. */
            params: {
                [key: string]: string;
            };
        };
        /**
         * @description How a rule of support works.
         * @enum {string}
         */
        GrantKindId: "share" | "cap_only" | "voucher" | "staged" | "no_amount";
        /**
         * @description How a fact is held against its bound.
         * @enum {string}
         */
        GrantRelationId: "is" | "at_least" | "at_most";
        /** @description A project that asks for support. */
        GrantRequest: {
            /** @description Its costs. */
            costs?: components["schemas"]["GrantCostRequest"][];
            /** @description Stages that are done. */
            done?: string[];
            /** @description Facts about it, by name; numbers as text. */
            facts?: {
                [key: string]: string;
            };
            /** @description Its name. */
            project: string;
            /**
             * Format: int32
             * @description Year of its start.
             */
            start: number;
        };
        /** @description A rule of support. */
        GrantRule: {
            /**
             * Format: int64
             * @description Most, hundredths.
             */
            cap: number | null;
            condition: components["schemas"]["GrantCondition"] | null;
            /** @description ISO 4217. */
            currency: string;
            /** @description Kind of cost that counts. */
            eligible: string;
            /** @description Id; rows of one id are stages or conditions of one rule. */
            id: string;
            /** @description `share`, `cap_only`, `voucher`, `staged` or `no_amount`. */
            kind: components["schemas"]["GrantKindId"];
            /**
             * Format: double
             * @description Share of the eligible cost.
             */
            share_percent: number | null;
            /** @description Where it is written. */
            source: string;
            /** @description Stage. */
            stage: string | null;
            /**
             * Format: int64
             * @description Value of a voucher, hundredths.
             */
            unit_value: number | null;
            /**
             * Format: int64
             * @description Vouchers a year.
             */
            units_per_year: number | null;
            /** @description First and last year after the start in which it applies. */
            years: number[] | null;
        };
        /** @description What a project gets. */
        Grants: {
            /** @description Conditions that fail or that nothing is known of, amounts that no rule names. */
            findings: components["schemas"]["Finding"][];
            /** @description Grants. */
            grants: components["schemas"]["Grant"][];
            /** @description By currency. */
            totals: components["schemas"]["GrantTotal"][];
        };
        /** @description Grants of a currency added up. */
        GrantTotal: {
            /**
             * Format: int64
             * @description Upper bounds, hundredths.
             */
            at_most: number;
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: int64
             * @description Granted, hundredths, without upper bounds.
             */
            granted: number;
        };
        /** @description A coefficient of the gravity model. */
        GravityTerm: {
            /**
             * Format: double
             * @description Coefficient.
             */
            coefficient: number;
            /**
             * Format: double
             * @description Its standard error, robust to any variance (HC0).
             */
            standard_error: number;
            /** @description `constant`, `ln_mass_from`, `ln_mass_to` or `ln_km`. */
            term: string;
        };
        /** @description A branch of a traced grid: the indices of its buses. */
        GridBranch: {
            /**
             * Format: int32
             * @description From.
             */
            from: number;
            /**
             * Format: int32
             * @description To.
             */
            to: number;
        };
        /** @description A bus of a traced grid. */
        GridBus: {
            /**
             * Format: double
             * @description Degrees north, if known.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Degrees east, if known.
             */
            lon: number | null;
            /** @description Name. */
            name: string;
            /**
             * Format: double
             * @description Place in the picture from left to right, 0 to 1.
             */
            x: number;
            /**
             * Format: double
             * @description Place in the picture from top to bottom, 0 to 1.
             */
            y: number;
            /** @description Grid zone it belongs to. */
            zone: string;
        };
        /** @description A day of a traced grid. */
        GridDay: {
            /** @description Branches. */
            branches: components["schemas"]["GridBranch"][];
            /** @description Buses. */
            buses: components["schemas"]["GridBus"][];
            /** @description The local day. */
            date: string;
            /** @description The grid. */
            grid: components["schemas"]["GridSet"];
            /** @description Least and most intensity of all steps of the trace, kg/kWh: the scale of colours. `null` if nothing runs anywhere. */
            intensity_span: number[] | null;
            /** @description Steps of the day. */
            steps: components["schemas"]["GridStep"][];
        };
        /** @description A grid that was traced. */
        GridSet: {
            /** @description When it came. */
            at: string;
            /**
             * Format: int32
             * @description Number of branches.
             */
            branches: number;
            /**
             * Format: int32
             * @description Number of buses.
             */
            buses: number;
            /** @description Who brought it. */
            by: string | null;
            /** @description Version of the program that computed. */
            code: string;
            /** @description Local days with at least one step. */
            days: string[];
            /** @description Zones whose hourly factors were set from this trace. */
            factor_zones: string[];
            /**
             * Format: int32
             * @description Number of notes that looking the data over gave.
             */
            findings: number;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /**
             * Format: double
             * @description Largest gap of carbon, relative to all generators'.
             */
            imbalance_max: number;
            /** @description Who bears the losses: `user`, `line` or `sender`. */
            losses: string;
            /** @description Name. */
            name: string;
            /** @description SHA-256 of what was traced, first 16 digits. */
            sha256: string;
            /** @description Where it comes from. */
            source: string;
            /**
             * Format: int32
             * @description Minutes of a step.
             */
            step_minutes: number;
            /** @description True if it is invented. */
            synthetic: boolean;
        };
        /** @description A step of a day. */
        GridStep: {
            /** @description When it begins, local time with offset. */
            at: string;
            /** @description Power of every branch, MW, positive in its direction. */
            flow_mw: number[];
            /** @description Carbon intensity of every bus, kg/kWh (t/MWh); `null` where nothing runs through. */
            intensity: (number | null)[];
            /** @description Power through every bus, MW. */
            through_mw: number[];
        };
        /** @description Whether the server works. */
        Health: {
            /**
             * Format: int64
             * @description Regions in the home.
             */
            regions: number;
            /** @description `ok`, or `degraded` while a region cannot be read. */
            status: string;
            /** @description Ids of regions that could not be read when they were last asked for; the log says why. */
            unreadable_regions: string[];
            /** @description Version of the program. */
            version: string;
        };
        /** @description An import job. */
        Import: {
            /**
             * Format: int64
             * @description Activities taken.
             */
            activities: number;
            /** @description Who. */
            by: string | null;
            /**
             * Format: int64
             * @description Entries made.
             */
            entries: number;
            /** @description Why it failed; on `unchanged` the number of the earlier import. */
            error: string | null;
            /** @description File name. */
            file: string;
            /**
             * Format: int64
             * @description Findings.
             */
            findings: number;
            /** @description When, RFC 3339. */
            finished_at: string | null;
            /** @description SHA-256 of the file, hexadecimal. */
            hash: string;
            /**
             * Format: int32
             * @description Number.
             */
            import: number;
            /** @description Mapping. */
            mapping: string;
            /** @description Mode. */
            mode: components["schemas"]["ImportModeId"];
            /** @description How far. */
            progress: components["schemas"]["Progress"];
            /** @description Region. */
            region: string;
            /**
             * Format: int64
             * @description Rows rejected.
             */
            rejected: number;
            /**
             * Format: int64
             * @description Rows of the file.
             */
            rows: number;
            /** @description When, RFC 3339. */
            started_at: string;
            /** @description State. */
            state: components["schemas"]["ImportStateId"];
            /**
             * Format: int64
             * @description Denominators taken.
             */
            statistics: number;
        };
        /** @description A file to be imported. */
        ImportForm: {
            /**
             * Format: binary
             * @description The file: CSV, TSV, XLSX or Parquet, gzip or not.
             */
            file: string;
            /** @description Id of the mapping. */
            mapping: string;
            mode?: components["schemas"]["ImportModeId"] | null;
            /** @description Region, where the mapping names none. */
            region?: string | null;
        };
        /**
         * @description What an import does with faulty rows.
         * @enum {string}
         */
        ImportModeId: "strict" | "lenient";
        /** @description What an import would do. Nothing has been changed. */
        ImportPreview: {
            /**
             * Format: int64
             * @description Activities and emissions read.
             */
            activities: number;
            /**
             * Format: int32
             * @description Number of the import that took the same file.
             */
            already_imported: number | null;
            /** @description Columns. */
            columns: components["schemas"]["PreviewColumn"][];
            /**
             * Format: int64
             * @description Enterprises in the file.
             */
            enterprises: number;
            /** @description File name. */
            file: string;
            /** @description First findings, gravest first. */
            findings: components["schemas"]["Finding"][];
            /**
             * Format: int64
             * @description All findings.
             */
            findings_total: number;
            /** @description Mapping. */
            mapping: string;
            /** @description Periods in the file, in order. */
            periods: string[];
            /** @description Region. */
            region: string;
            /**
             * Format: int64
             * @description Rows that lenient would reject.
             */
            rejected: number;
            /**
             * Format: int64
             * @description Rows, the head not counted.
             */
            rows: number;
            /** @description First rows, as text. */
            sample: string[][];
            /**
             * Format: int64
             * @description Denominators read.
             */
            statistics: number;
            /** @description Totals by measure. */
            totals: components["schemas"]["PreviewTotal"][];
            /** @description True if strict would refuse. */
            would_refuse: boolean;
        };
        /** @description An import has been queued. */
        ImportStarted: {
            /**
             * Format: int32
             * @description Its number.
             */
            import: number;
        };
        /**
         * @description How far an import is.
         * @enum {string}
         */
        ImportStateId: "queued" | "reading" | "checking" | "prepared" | "committed" | "refused" | "interrupted" | "failed" | "unchanged" | "superseded";
        /** @description An indicator of a plan, read from the ledger of its side. */
        IndicatorFigure: {
            /**
             * Format: double
             * @description Way from the base to the target that is gone, 100 at the target; `null` if base or actual is missing or base and target are the same.
             */
            achieved_percent: number | null;
            /** @description The last year with a figure. */
            actual: components["schemas"]["YearFigure"];
            /** @description When the file was made. */
            as_of: string | null;
            /** @description The base. */
            base: components["schemas"]["YearFigure"];
            /** @description Id of the indicator. */
            indicator: string;
            /** @description Id of the item. */
            item: string;
            /** @description What is measured. */
            quantity: string | null;
            /** @description Query string of the figure, for `/explain` of the region; `null` of the other side. */
            query: string | null;
            /** @description Id of the region; `null` of the other side. */
            region: string | null;
            /** @description All years of the ledger. */
            series: components["schemas"]["YearFigure"][];
            /** @description Whose. */
            side: components["schemas"]["SideId"];
            /** @description `ledger`, `file` (the partner's last file) or `none`. */
            source: components["schemas"]["FigureSourceId"];
            /** @description True if the ledger that it was read from is invented. */
            synthetic: boolean;
            /** @description The target. */
            target: components["schemas"]["YearFigure"];
            /** @description Unit of all values. */
            unit: string | null;
        };
        /**
         * @description What is asked for. Intensities are per the region's intensity base; `_per_mu` is per 1/15 hectare.
         * @enum {string}
         */
        IndicatorId: "carbon_total" | "energy_total" | "carbon_intensity" | "energy_intensity" | "carbon_per_person" | "energy_per_person" | "carbon_per_area" | "energy_per_area" | "carbon_per_mu" | "energy_per_mu" | "biogenic_co2" | "population" | "land_area" | "output_value" | "value_added" | "gdp";
        /** @description An industry of a city. */
        IndustryOfCity: {
            /**
             * Format: double
             * @description Index of complexity of the industry.
             */
            complexity: number | null;
            /**
             * Format: double
             * @description Relatedness density: of what is related to it, how much the city is strong in, 0 to 1.
             */
            density: number | null;
            /** @description The industry. */
            industry: components["schemas"]["Item"];
            /**
             * Format: double
             * @description Location quotient.
             */
            quotient: number | null;
            /** @description Why there is no quotient. */
            reason: string | null;
            /**
             * Format: double
             * @description Share in the city's known values, 0 to 1.
             */
            share: number | null;
            /**
             * Format: double
             * @description Share of the industry in all cities together, 0 to 1.
             */
            share_all: number | null;
            shift: components["schemas"]["ShiftParts"] | null;
            /** @description True if the city is strong in it: a quotient of 1 or more. */
            strong: boolean | null;
            /**
             * Format: int32
             * @description Cities that are strong in it.
             */
            ubiquity: number;
            /**
             * Format: double
             * @description Value.
             */
            value: number | null;
        };
        /** @description Inequality in a year. */
        InequalityYear: {
            /**
             * Format: double
             * @description Theil T between groups.
             */
            between: number | null;
            /**
             * Format: int32
             * @description Cities that take part.
             */
            cities: number;
            /**
             * Format: double
             * @description Gini.
             */
            gini: number | null;
            /**
             * Format: double
             * @description Weighted mean.
             */
            mean: number | null;
            /**
             * Format: double
             * @description Moran's I.
             */
            moran: number | null;
            /**
             * Format: double
             * @description Its `z` under randomisation.
             */
            moran_z: number | null;
            /** @description Why there is no Gini. */
            reason: string | null;
            /**
             * Format: double
             * @description Theil L.
             */
            theil_l: number | null;
            /**
             * Format: double
             * @description Theil T.
             */
            theil_t: number | null;
            /**
             * Format: double
             * @description Coefficient of variation.
             */
            variation: number | null;
            /**
             * Format: double
             * @description Theil T within groups; `null` without groups.
             */
            within: number | null;
            /**
             * Format: int32
             * @description The year; `null` if the table names none.
             */
            year: number | null;
        };
        /** @description An area of integration. */
        IntegrationArea: {
            /** @description Id. */
            id: string;
            /**
             * Format: double
             * @description Weight.
             */
            weight: number;
        };
        /** @description Integration over time. */
        IntegrationView: {
            /** @description Areas. */
            areas: components["schemas"]["IntegrationArea"][];
            /**
             * Format: int32
             * @description Year that is 100.
             */
            base: number;
            /** @description What other weights do. */
            sensitivity: components["schemas"]["Sensitivity"][];
            /**
             * Format: int32
             * @description Year that the sensitivity is of; `null` if no year has an index.
             */
            sensitivity_year: number | null;
            /** @description The table. */
            table: components["schemas"]["CityTable"];
            /** @description Years. */
            years: components["schemas"]["IntegrationYear"][];
        };
        /** @description The index of a year. */
        IntegrationYear: {
            /** @description By area, in their order. */
            areas: (number | null)[];
            /**
             * Format: double
             * @description Greatest that any weights give.
             */
            greatest: number | null;
            /**
             * Format: double
             * @description The index.
             */
            index: number | null;
            /**
             * Format: double
             * @description Least that any weights give.
             */
            least: number | null;
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
        };
        /** @description Answers a request. */
        IntroductionActRequest: {
            /** @description `agree`, `decline` or `withdraw`. */
            action: string;
        };
        /** @description An introduction, as one of its sides sees it. */
        IntroductionDto: {
            /** @description When. */
            answered_at: string | null;
            /** @description Who answered or withdrew. */
            answered_by: string | null;
            /** @description When. */
            asked_at: string;
            /** @description Who asked. */
            asked_by: string | null;
            /** @description `offer` or `need`: which side asked. */
            asked_side: string;
            /** @description How to reach the need's side: its own, or after both agreed. */
            contact_of_need: string | null;
            /** @description How to reach the offer's side: its own, or after both agreed. */
            contact_of_offer: string | null;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /** @description True if it is for the asker to agree or decline. */
            may_answer: boolean;
            /** @description True if the asker may take consent back. */
            may_withdraw: boolean;
            /** @description What was said with it. */
            message: string;
            /** @description The need. */
            need: components["schemas"]["BoardEntryDto"];
            /** @description The offer. */
            offer: components["schemas"]["BoardEntryDto"];
            /** @description `asked`, `agreed`, `declined` or `withdrawn`. */
            state: string;
        };
        /** @description Introductions in which the asker is a side. */
        IntroductionList: {
            /** @description What codes are called. */
            names: components["schemas"]["WordName"][];
            /** @description Newest first. */
            rows: components["schemas"]["IntroductionDto"][];
            /**
             * Format: int64
             * @description How many wait for the asker's answer.
             */
            waiting: number;
        };
        /**
         * @description Where a paper is issued.
         * @enum {string}
         */
        IssuedInId: "a" | "b" | "both";
        /** @description An id and its name. */
        Item: {
            /** @description Stable id. */
            id: string;
            /** @description Shown name. */
            label: components["schemas"]["Label"];
        };
        /**
         * @description Kind of an item of a plan.
         * @enum {string}
         */
        ItemKindId: "vision" | "topic" | "project" | "institution" | "decision" | "milestone" | "risk" | "contact" | "budget" | "indicator" | "meeting" | "task" | "document";
        /** @description What somebody thinks of a match. */
        JudgeMatchRequest: {
            /**
             * Format: int32
             * @description Number of the need.
             */
            need: number;
            /**
             * Format: int32
             * @description Number of the offer.
             */
            offer: number;
            /** @description Whether it is of use. */
            useful: boolean;
        };
        /** @description How many cases are of a kind. */
        KindCount: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description Kind. */
            kind: string;
        };
        /** @description A name in both languages. */
        Label: {
            /** @description English. */
            en: string;
            /** @description Chinese, simplified. */
            zh: string;
        };
        /** @description What the next level lacks. */
        Lacking: {
            /**
             * Format: double
             * @description What it is; `null` if not known.
             */
            has: number | null;
            /** @description Indicator. */
            indicator: string;
            /**
             * Format: double
             * @description What it must be.
             */
            needs: number;
        };
        /** @description A figure of a pair. */
        LadderFigure: {
            /** @description Indicator. */
            indicator: string;
            /**
             * Format: double
             * @description What it must be; `null` where nothing is lacking.
             */
            needed: number | null;
            /**
             * Format: double
             * @description What it is; `null` is not known.
             */
            value: number | null;
        };
        /** @description How far a pair has come. */
        LadderPair: {
            /** @description One. */
            a: components["schemas"]["TiedCity"];
            /**
             * Format: int32
             * @description Its agreements in force or under notice today.
             */
            agreements: number | null;
            /** @description The other. */
            b: components["schemas"]["TiedCity"];
            /** @description What the next one lacks. */
            lacks: components["schemas"]["Lacking"][];
            /** @description Id of the partnership that is kept of the two; `null` if none is. */
            partnership: string | null;
            /**
             * Format: int32
             * @description Levels reached, 0 to all.
             */
            rung: number;
            /**
             * Format: int32
             * @description Its shared tasks, as far as the asker sees them.
             */
            tasks: number | null;
            /**
             * Format: int32
             * @description Of which done.
             */
            tasks_done: number | null;
        };
        /** @description The ladder of cooperation. */
        LadderView: {
            /** @description Levels, the lowest first. */
            levels: string[];
            /** @description Pairs, the highest first. */
            pairs: components["schemas"]["LadderPair"][];
            table: components["schemas"]["CityTable"] | null;
        };
        /** @description A level of the tree of places. */
        Level: {
            /** @description Stable id. */
            id: string;
            /** @description Shown name. */
            name: components["schemas"]["Label"];
        };
        /** @description Where in a file. Rows and columns count from 1. */
        Location: {
            /**
             * Format: int32
             * @description Column.
             */
            column: number | null;
            /** @description Head of the column. */
            field: string | null;
            /** @description File name. */
            file: string;
            /**
             * Format: int32
             * @description Row, the head included.
             */
            row: number | null;
            /** @description Sheet of a workbook. */
            sheet: string | null;
        };
        /** @description A map: the same classes over all years, so that they can be played. */
        MapAnswer: {
            /** @description Borders of the classes, one more than there are classes; empty if there is no value at all. */
            breaks: number[];
            /** @description Indicator. */
            indicator: components["schemas"]["IndicatorId"];
            /** @description How the classes were made. */
            method: components["schemas"]["ClassMethodId"];
            /**
             * Format: int64
             * @description Places without a value in the last year.
             */
            missing: number;
            /** @description What is measured. */
            quantity: string;
            /** @description Places. */
            rows: components["schemas"]["MapRow"][];
            /** @description Unit. */
            unit: string;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
            /** @description Periods. */
            years: string[];
        };
        /** @description A mapping: what a foreign file's columns mean. */
        Mapping: {
            /** @description Data set. */
            dataset: string;
            /** @description Stable id. */
            id: string;
            /** @description Region it imports into; `null` where the import names it. */
            region: string | null;
            /** @description Shown name. */
            title: components["schemas"]["Label"];
        };
        /** @description A place on the map, one value a year. */
        MapRow: {
            /** @description Class of each figure, 0 is the lowest. */
            classes: (number | null)[];
            /** @description Completeness of each, 0 to 100. */
            completeness: (number | null)[];
            /** @description Level of the place. */
            level: string;
            /** @description Place. */
            place: components["schemas"]["Item"];
            /** @description Why there is no figure. */
            reasons: (string | null)[];
            /** @description Figures, in the order of `years`. */
            values: (number | null)[];
        };
        /** @description A factor of a market. */
        MarketFactorRow: {
            /**
             * Format: double
             * @description kg CO2e per kWh.
             */
            factor_kg_per_kwh: number;
            /** @description `residual_mix` or `grid_average`. */
            kind: string;
            /** @description Market it is of. */
            market: string;
            /** @description Who published it. */
            source: string;
            /** @description When it is valid. */
            valid: string;
        };
        /** @description Needs with their offers. */
        MatchPage: {
            /** @description Their offers, best first. */
            matches: components["schemas"]["BoardMatch"][];
            /** @description What codes are called. */
            names: components["schemas"]["WordName"][];
            /** @description The first of them. */
            needs: components["schemas"]["BoardEntryDto"][];
            /** @description How good the ranking is. */
            quality: components["schemas"]["MatchQuality"];
            /** @description What `carbonshed supply` gives: the table of these needs, figures and findings of the whole board. */
            result: components["schemas"]["ToolAnswer"];
            /** @description True if any entry is invented. */
            synthetic: boolean;
            /**
             * Format: int64
             * @description Needs that fit the question.
             */
            total: number;
        };
        /** @description One part of a score. */
        MatchPart: {
            /** @description `text`, `code`, `price`, `units`, `days` or `nearness`. */
            part: string;
            /**
             * Format: double
             * @description 0 to 1; `null` if one side does not say.
             */
            value: number | null;
            /**
             * Format: double
             * @description How much it counts.
             */
            weight: number;
        };
        /** @description How good the ranking was by what people accepted: means over the needs that somebody judged. */
        MatchQuality: {
            /**
             * Format: double
             * @description Discounted gain of the first five over that of the best order; an agreed introduction counts twice a useful match.
             */
            discounted_gain: number | null;
            /**
             * Format: int64
             * @description How many needs that is.
             */
            judged_needs: number;
            /**
             * Format: double
             * @description Share of the first five that was accepted.
             */
            precision: number | null;
            /**
             * Format: double
             * @description One over the place of the first that was accepted.
             */
            reciprocal_rank: number | null;
        };
        /** @description Who is to belong to an organisation. */
        MemberRequest: {
            /** @description Name of the user. */
            user: string;
        };
        /** @description Two groups that join. */
        MergeStep: {
            /**
             * Format: double
             * @description Distance (1 less similarity) at which they join.
             */
            height: number;
            /**
             * Format: int32
             * @description A city (its index), or a group (number of cities plus its step).
             */
            left: number;
            /**
             * Format: int32
             * @description The other.
             */
            right: number;
            /**
             * Format: int32
             * @description Cities in the new group.
             */
            size: number;
        };
        /** @description A meter with its relatives. */
        MeterAnswer: {
            /** @description Meters below it. */
            children: components["schemas"]["MeterRow"][];
            /** @description When it was exchanged or its register set, by time. */
            exchanges: components["schemas"]["MeterExchange"][];
            gap: components["schemas"]["TreeGap"] | null;
            /** @description The meter. */
            meter: components["schemas"]["MeterRow"];
            parent: components["schemas"]["MeterRow"] | null;
        };
        /** @description A day of a meter. */
        MeterDay: {
            /**
             * Format: double
             * @description Amount of the day.
             */
            amount: number | null;
            /**
             * Format: double
             * @description Emissions of the day, kg CO2e.
             */
            co2_kg: number | null;
            /** @description Local day. */
            date: string;
            /** @description Cases that touch the day. */
            findings: components["schemas"]["Case"][];
            /** @description All records of the day, newest first. */
            history: components["schemas"]["DayVersion"][];
            /**
             * Format: int32
             * @description Length of a slot.
             */
            interval_minutes: number;
            /** @description All slots. */
            slots: components["schemas"]["Slot"][];
            /**
             * Format: double
             * @description Amount of the typical day.
             */
            typical_amount: number | null;
            /**
             * Format: int32
             * @description Days that the typical one is made of.
             */
            typical_days: number;
            /** @description Unit of amounts. */
            unit: string;
            /** @description Grid zone. */
            zone: string | null;
        };
        /** @description A meter was exchanged for another, or its register set. */
        MeterExchange: {
            /** @description When, ISO 8601 with the region's offset. */
            at: string;
            /**
             * Format: double
             * @description What it showed first after.
             */
            first_new: number;
            /** @description `exchange` or `reset`. */
            kind: string;
            /**
             * Format: double
             * @description What the register showed last before.
             */
            last_old: number | null;
        };
        /** @description Meters, a page of them. */
        MeterPage: {
            /** @description Period of the amounts. */
            period: string;
            /** @description The page. */
            rows: components["schemas"]["MeterRow"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description A meter with its amount in the asked period. */
        MeterRow: {
            /**
             * Format: double
             * @description Amount in the period, in `unit`.
             */
            amount: number | null;
            /** @description What it measures. */
            carrier: string;
            /** @description Code. */
            code: string;
            /**
             * Format: double
             * @description Slots with a reading, of those that should have one.
             */
            completeness_percent: number | null;
            enterprise: components["schemas"]["Named"] | null;
            /**
             * Format: double
             * @description Slots that were filled in or interpolated, of those with a reading.
             */
            estimated_percent: number | null;
            /**
             * Format: int64
             * @description Open cases.
             */
            findings: number;
            /** @description First day with readings. */
            first_date: string | null;
            /** @description Formula, of a virtual meter. */
            formula: string | null;
            /**
             * Format: int32
             * @description Length of a slot.
             */
            interval_minutes: number;
            /** @description Last day with readings. */
            last_date: string | null;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Code of the meter above it. */
            parent: string | null;
            /** @description Where it is. */
            place: components["schemas"]["Named"];
            /** @description `interval`, `cumulative` or `power`. */
            register: string;
            /** @description True if its readings were made by a generator. */
            synthetic: boolean;
            /** @description Unit of amounts. */
            unit: string;
            /** @description Grid zone. */
            zone: string | null;
        };
        /** @description Milestones of a project. */
        MilestoneCounts: {
            /**
             * Format: int32
             * @description Of which done.
             */
            done: number;
            /**
             * Format: int32
             * @description Of which late.
             */
            late: number;
            /**
             * Format: int32
             * @description All.
             */
            total: number;
        };
        /** @description A flow with what the models give. */
        ModelledFlow: {
            /**
             * Format: int32
             * @description Index of the city.
             */
            from: number;
            /**
             * Format: double
             * @description Of the gravity model.
             */
            gravity: number | null;
            /**
             * Format: double
             * @description Great-circle distance, km.
             */
            km: number | null;
            /**
             * Format: double
             * @description Of the radiation model.
             */
            radiation: number | null;
            /**
             * Format: int32
             * @description Index of the city.
             */
            to: number;
            /**
             * Format: double
             * @description Flow of the table, in its unit.
             */
            value: number;
        };
        /** @description Whether near places are alike, in the year. */
        MoranView: {
            /**
             * Format: double
             * @description Expectation if place does not matter.
             */
            expected: number | null;
            /**
             * Format: double
             * @description Moran's I.
             */
            i: number | null;
            /**
             * Format: double
             * @description Level of the adjusted p from which a place is called a spot.
             */
            level: number;
            /** @description Neighbours as pairs of indices of cities, each once: those whose outlines share a point. Each place's neighbours weigh 1 together. */
            pairs: number[][];
            /**
             * Format: int32
             * @description Shuffles of each place's surroundings.
             */
            permutations: number;
            /**
             * Format: int32
             * @description Places that take part.
             */
            places: number;
            /** @description Why there is no figure. */
            reason: string | null;
            /**
             * Format: int32
             * @description Places that are.
             */
            significant: number;
            /**
             * Format: double
             * @description Variance if values are shuffled over the places.
             */
            variance: number | null;
            /**
             * Format: double
             * @description `z` under randomisation.
             */
            z: number | null;
        };
        /** @description Children that were left off. */
        More: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /**
             * Format: double
             * @description What they sum to, in the node's unit.
             */
            value: number;
        };
        /** @description Something with a code and a name. */
        Named: {
            /** @description Code within the region. */
            code: string;
            /** @description Name. */
            name: components["schemas"]["Label"];
        };
        /** @description The symbiosis network of a board. */
        NetworkAnswer: {
            /** @description What codes are called. */
            names: components["schemas"]["WordName"][];
            /** @description Numbers of needs, by their id in the table. */
            needs: {
                [key: string]: number;
            };
            /** @description Numbers of offers, by their id in the table. */
            offers: {
                [key: string]: number;
            };
            /** @description Partners. */
            partners: components["schemas"]["NetworkPartner"][];
            /** @description What `carbonshed symbiosis match` gives of the same rows. */
            result: components["schemas"]["ToolAnswer"];
            /** @description True if any entry is invented. */
            synthetic: boolean;
        };
        /** @description Who takes part. */
        NetworkPartner: {
            /** @description City. */
            city: string | null;
            /** @description As the tables name it. */
            id: string;
            /**
             * Format: double
             * @description North, degrees.
             */
            lat: number | null;
            /**
             * Format: double
             * @description East, degrees.
             */
            lon: number | null;
            /** @description Name. */
            name: string;
        };
        /** @description A new entry. */
        NewBoardEntryRequest: {
            /** @description Its row, by column, as the table of the command has it; an `id` is made up if there is none. */
            cells: {
                [key: string]: string;
            };
            /** @description How to reach who enters it: shown to the other side of an agreed introduction alone. */
            contact?: string | null;
            /** @description `symbiosis` or `supply`. */
            family: string;
            /** @description Row of its partner (symbiosis), if the board does not know it yet. */
            partner?: {
                [key: string]: string;
            } | null;
            /** @description `offer` or `need`. */
            side: string;
        };
        /** @description Asks to be introduced. */
        NewIntroductionRequest: {
            /** @description What is said with it. */
            message: string;
            /**
             * Format: int32
             * @description Number of the need.
             */
            need: number;
            /**
             * Format: int32
             * @description Number of the offer.
             */
            offer: number;
        };
        /** @description A new token. */
        NewTokenRequest: {
            /**
             * Format: int32
             * @description Days until it expires, 1 to 3650; without end if left out.
             */
            days?: number | null;
            /** @description What it is for. */
            label: string;
        };
        /** @description A new user. */
        NewUserRequest: {
            /** @description Name: 1 to 64 letters, digits, `.`, `-`, `_`, `@`. */
            name: string;
            /**
             * Format: password
             * @description Password, at least 10 characters.
             */
            password: string;
            /** @description What he may do. */
            roles: components["schemas"]["RoleId"][];
        };
        /** @description A node of an explanation: a figure and what it is made of. */
        Node: {
            /** @description What it is made of. */
            children: components["schemas"]["Node"][];
            /**
             * Format: double
             * @description 0 to 100.
             */
            completeness_percent: number | null;
            /** @description On an entry that was estimated: the estimates that it rests on. */
            estimates: components["schemas"]["Estimate"][];
            factor: components["schemas"]["FactorRef"] | null;
            /** @description Formula in words and symbols. */
            formula: string | null;
            /** @description Members of the dimensions it stands for. */
            keys: {
                [key: string]: components["schemas"]["Item"];
            };
            /** @description What it is. */
            kind: components["schemas"]["NodeKind"];
            label: components["schemas"]["Label"] | null;
            /** @description Query string of `/explain` that opens this node further. */
            link: string | null;
            /** @description Method by which it was computed. */
            method: string | null;
            more: components["schemas"]["More"] | null;
            /** @description Period. */
            period: string | null;
            quality: components["schemas"]["QualityId"] | null;
            readings: components["schemas"]["ReadingsRef"] | null;
            /** @description Why there is no figure. */
            reason: string | null;
            source: components["schemas"]["CellRef"] | null;
            /**
             * Format: double
             * @description Relative half width of the 95 % interval.
             */
            uncertainty_percent: number | null;
            /** @description Unit. */
            unit: string | null;
            /**
             * Format: double
             * @description Figure.
             */
            value: number | null;
        };
        /**
         * @description What a node of an explanation is.
         * @enum {string}
         */
        NodeKind: "figure" | "sum" | "ratio" | "entry" | "product" | "factor" | "activity" | "statistic" | "cell" | "readings" | "meter" | "day";
        /** @description What could not be estimated, and why. */
        NotEstimated: {
            /** @description Code of the enterprise. */
            enterprise: string;
            /** @description `too_few`, `too_few_months`, `no_spread`, `input_missing`, `input_zero`, `input_negative`, `input_not_finite`. */
            reason: string;
            /** @description What was wanted. */
            target: string;
        };
        /** @description A city that walks the same path some years apart. */
        OnPath: {
            /** @description The other city. */
            city: components["schemas"]["Item"];
            /**
             * Format: double
             * @description Root mean square difference at that lag.
             */
            error: number;
            /**
             * Format: double
             * @description The same without a lag.
             */
            error_without: number | null;
            /**
             * Format: int32
             * @description Years by which the other is ahead; below zero if it is behind.
             */
            lag_years: number;
            /**
             * Format: int32
             * @description Years compared.
             */
            overlap: number;
            /** @description The other's path, year by year as `path_years`. */
            values: (number | null)[];
            /**
             * Format: double
             * @description Root mean square difference along the warped path.
             */
            warped_error: number | null;
            /**
             * Format: double
             * @description Mean lag along the warped path.
             */
            warped_lag_years: number | null;
        };
        /** @description An organisation of a city. */
        Organisation: {
            /** @description Its city. */
            city: components["schemas"]["Label"];
            /** @description Id. */
            id: string;
            /** @description `government`, `industry` or `research`. */
            kind: components["schemas"]["OrganisationKindId"];
            /**
             * Format: int32
             * @description Users that belong to it.
             */
            members: number;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Code of its city in that region. */
            place: string | null;
            /** @description Id of the region whose ledger it reads. */
            region: string | null;
            /** @description True if it lives on another installation. */
            remote: boolean;
        };
        /**
         * @description What an organisation is.
         * @enum {string}
         */
        OrganisationKindId: "government" | "industry" | "research";
        /** @description A user of an organisation. */
        OrganisationMember: {
            /** @description What he may do. */
            roles: components["schemas"]["RoleId"][];
            /** @description Name. */
            user: string;
        };
        /** @description An organisation by name. */
        OrganisationName: {
            /** @description Its city. */
            city: components["schemas"]["Label"];
            /** @description Id. */
            id: string;
            /** @description `government`, `industry` or `research`. */
            kind: components["schemas"]["OrganisationKindId"];
            /** @description Name. */
            name: components["schemas"]["Label"];
        };
        /** @description A new organisation, or what is changed of one. */
        OrganisationRequest: {
            /** @description Its city. */
            city: components["schemas"]["Label"];
            /** @description Id: 1 to 40 of `a` to `z`, `0` to `9` and `-`. */
            id: string;
            /** @description `government`, `industry` or `research`. */
            kind: components["schemas"]["OrganisationKindId"];
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Code of its city in that region; the region's root if left out. */
            place?: string | null;
            /** @description Id of the region whose ledger it reads. */
            region?: string | null;
            /** @description True if it lives on another installation. */
            remote?: boolean;
        };
        /** @description What the other side shows of sums alone. */
        OtherTotals: {
            /** @description Its budget; `null` if not shared. */
            budget: components["schemas"]["CurrencySum"][] | null;
            projects: components["schemas"]["StatusCounts"] | null;
        };
        /** @description First page of a place and period. */
        Overview: {
            /** @description The places above it, from the root down. */
            ancestors: components["schemas"]["Item"][];
            /** @description By field. */
            by_field: components["schemas"]["CubeRow"][];
            /** @description Indicators. */
            cards: components["schemas"]["OverviewCard"][];
            /**
             * Format: int64
             * @description Findings of the region's imports.
             */
            findings_count: number;
            /** @description Indicator and unit of the two lists below. */
            list_indicator: components["schemas"]["IndicatorId"];
            /** @description Unit of the two lists below. */
            list_unit: string;
            /** @description Period. */
            period: string;
            /** @description Place. */
            place: components["schemas"]["Place"];
            /** @description Largest members. */
            top_places: components["schemas"]["CubeRow"][];
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description An indicator at a glance. */
        OverviewCard: {
            /**
             * Format: double
             * @description Change against `previous_period`, percent.
             */
            change_percent: number | null;
            /**
             * Format: double
             * @description 0 to 100.
             */
            completeness_percent: number | null;
            /** @description True if a part is estimated. */
            estimated: boolean;
            /** @description Indicator. */
            indicator: components["schemas"]["IndicatorId"];
            /** @description Period compared with. */
            previous_period: string | null;
            /** @description Price base of the money in it. */
            price_base: string | null;
            quality: components["schemas"]["QualityId"] | null;
            /** @description What is measured. */
            quantity: string;
            /** @description Why there is none. */
            reason: string | null;
            /** @description All years. */
            trend: components["schemas"]["TrendPoint"][];
            /**
             * Format: double
             * @description Relative half width of the 95 % interval.
             */
            uncertainty_percent: number | null;
            /** @description Unit. */
            unit: string;
            /**
             * Format: double
             * @description Figure.
             */
            value: number | null;
        };
        /** @description The key of this installation. */
        OwnKey: {
            /** @description SHA-256 of the public key. */
            fingerprint: string;
            /** @description The public key, hexadecimal. */
            public_key: string;
        };
        /** @description Two cities with a figure. */
        PairFigure: {
            /**
             * Format: int32
             * @description Index of one.
             */
            a: number;
            /**
             * Format: int32
             * @description Index of the other.
             */
            b: number;
            /**
             * Format: double
             * @description The figure.
             */
            value: number;
        };
        /** @description Pairs of cities of a region, best first. */
        PairingAnswer: {
            /** @description The cities. */
            cities: components["schemas"]["Item"][];
            /** @description What is not known, and what takes no part. */
            findings: components["schemas"]["Finding"][];
            /**
             * Format: double
             * @description Distance at which nearness is one half, km.
             */
            half_km: number;
            /**
             * Format: int32
             * @description Years by which one may walk behind the other.
             */
            most_lag: number;
            /** @description The pairs. */
            pairs: components["schemas"]["CityPairing"][];
            path_measure: components["schemas"]["IndicatorId"] | null;
            /** @description Unit of the trajectories; empty if none. */
            path_unit: string;
            source: components["schemas"]["StructureSource"] | null;
            /** @description True if something that the pairs rest on is invented. */
            synthetic: boolean;
            topics: components["schemas"]["CityTable"] | null;
            trajectories: components["schemas"]["CityTable"] | null;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description Statistics of all pairs. */
        PairSummary: {
            /**
             * Format: int32
             * @description Pairs above it.
             */
            above: number;
            /**
             * Format: double
             * @description Standard deviation, divided by the number.
             */
            deviation: number | null;
            greatest: components["schemas"]["PairFigure"] | null;
            least: components["schemas"]["PairFigure"] | null;
            /**
             * Format: double
             * @description Mean.
             */
            mean: number | null;
            /**
             * Format: double
             * @description Median.
             */
            median: number | null;
            /**
             * Format: int32
             * @description Pairs without.
             */
            missing: number;
            /**
             * Format: int32
             * @description Pairs with a figure.
             */
            pairs: number;
            /**
             * Format: double
             * @description The same as share of all with a figure, 0 to 1.
             */
            share_above: number | null;
            /**
             * Format: double
             * @description Similarity above which the documents call two cities homogeneous.
             */
            threshold: number;
        };
        /**
         * @description What is recognised.
         * @enum {string}
         */
        PaperId: "certificate" | "test" | "permit";
        /**
         * @description How a recognition stands today.
         * @enum {string}
         */
        PaperStateId: "ahead" | "in_force" | "ended";
        /**
         * @description Side of a ratio.
         * @enum {string}
         */
        PartId: "above" | "below";
        /** @description Certificates of a side. */
        PartnerCertificates: {
            /** @description By enterprise; `null` if not shared. */
            rows: components["schemas"]["CertificateCount"][] | null;
            /** @description Whose. */
            side: components["schemas"]["SideId"];
            /** @description `ledger`, `file` or `none`. */
            source: components["schemas"]["FigureSourceId"];
            total: components["schemas"]["CertificateCount"] | null;
        };
        /** @description A file that went out or came in. */
        PartnerExchange: {
            /** @description When. */
            at: string;
            /** @description Who. */
            by: string | null;
            /** @description `in` or `out`. */
            direction: components["schemas"]["DirectionId"];
            /** @description Fingerprint of the sender's key. */
            fingerprint: string;
            /**
             * Format: int64
             * @description The sender's number.
             */
            sequence: number;
            /** @description SHA-256 of the file that came in. */
            sha256: string | null;
        };
        /** @description A figure of a side. */
        PartnerFigureRow: {
            /**
             * Format: double
             * @description 0 to 100.
             */
            completeness_percent: number | null;
            /** @description Code; blank of the total. */
            id: string;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Why it is missing. */
            reason: string | null;
            /**
             * Format: double
             * @description The figure; `null` is missing.
             */
            value: number | null;
        };
        /** @description Figures of a side. */
        PartnerFigures: {
            /** @description When the file was made. */
            as_of: string | null;
            /** @description The cut. */
            by: string | null;
            /** @description Id of the indicator. */
            indicator: string;
            /** @description What is measured. */
            quantity: string;
            /** @description Members of the cut. */
            rows: components["schemas"]["PartnerFigureRow"][];
            /** @description All years of the whole. */
            series: components["schemas"]["YearFigure"][];
            /** @description Whose. */
            side: components["schemas"]["SideId"];
            /** @description `ledger` or `file`. */
            source: components["schemas"]["FigureSourceId"];
            /** @description True if the ledger that they were read from is invented. */
            synthetic: boolean;
            /** @description The whole. */
            total: components["schemas"]["PartnerFigureRow"];
            /** @description Unit. */
            unit: string;
            /**
             * Format: int32
             * @description Year.
             */
            year: number | null;
        };
        /** @description What a file brought. */
        PartnerImported: {
            /**
             * Format: int32
             * @description New acts on agreements.
             */
            acts: number;
            /**
             * Format: int32
             * @description Documents.
             */
            documents: number;
            /**
             * Format: int32
             * @description Tables of figures.
             */
            figures: number;
            /**
             * Format: int32
             * @description Items that are new or changed.
             */
            items_put: number;
            /**
             * Format: int32
             * @description Items that are gone.
             */
            items_removed: number;
            /**
             * Format: int64
             * @description The sender's number.
             */
            sequence: number;
            /** @description Whose part. */
            side: components["schemas"]["SideId"];
            /**
             * Format: int32
             * @description Version of the plan now.
             */
            version: number;
        };
        /** @description The key of another installation. */
        PartnerKey: {
            /** @description When it was accepted. */
            accepted_at: string;
            /** @description By whom. */
            by: string | null;
            /** @description SHA-256 of the public key. */
            fingerprint: string;
            /** @description Id of the organisation that speaks with it. */
            organisation: string;
            /** @description The public key, hexadecimal. */
            public_key: string;
            /** @description Since when it counts no more. */
            revoked_at: string | null;
        };
        /** @description A key that is to be accepted. Its fingerprint comes by another way than the key: by telephone, on paper. */
        PartnerKeyRequest: {
            /** @description SHA-256 of the public key. */
            fingerprint: string;
            /** @description Id of the organisation that speaks with it. */
            organisation: string;
            /** @description The public key, hexadecimal. */
            public_key: string;
        };
        /** @description How far a cooperation has come. */
        PartnerLadder: {
            /** @description What is known. */
            known: components["schemas"]["LadderFigure"][];
            /** @description What the next level lacks. */
            lacks: components["schemas"]["LadderFigure"][];
            /** @description The level reached. */
            level: string | null;
            /** @description All levels, the lowest first. */
            levels: string[];
            /**
             * Format: int32
             * @description Its number, 0 below the first.
             */
            rung: number;
        };
        /** @description The plan of a partnership as the asker sees it. */
        PartnerPlan: {
            /** @description When that was. */
            at: string | null;
            /** @description All budget lines that are seen. */
            budget: components["schemas"]["BudgetSum"][];
            /** @description What is seen. */
            items: components["schemas"]["PlanItem"][];
            /** @description How projects stand. */
            projects: components["schemas"]["ProjectStatus"][];
            /** @description What the other side shows now. */
            sees: components["schemas"]["SharedItem"][];
            /** @description Tasks that are seen. */
            tasks: components["schemas"]["StatusCounts"];
            /** @description The day that all states are of. */
            today: string;
            /** @description Counts and sums of the other side. */
            totals_of_other: components["schemas"]["OtherTotals"];
            /**
             * Format: int32
             * @description Number of the last revision; 0 is the empty plan.
             */
            version: number;
        };
        /** @description A partnership of two cities. */
        Partnership: {
            /** @description The first side. */
            a: components["schemas"]["PartnerSide"];
            /** @description `none`, `proposed`, `accepted` (begins later), `in_force`, `notice` or `ended`. */
            agreement: components["schemas"]["AgreementStateId"];
            /** @description The second side. */
            b: components["schemas"]["PartnerSide"];
            /** @description When it was made. */
            created_at: string;
            /** @description First day on which the agreement holds no more. */
            ends: string | null;
            /** @description Id, the same on both installations. */
            id: string;
            my_side: components["schemas"]["SideId"] | null;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description True if there is a page for everybody. */
            public: boolean;
            /** @description Id of the pair of the documents that it was made from. */
            reference: string | null;
            /** @description What the asker is here: `none`, `member` (reads), `editor`, `lead` (edits, and acts on the agreement). */
            role_here: components["schemas"]["RoleHereId"];
            /**
             * Format: int32
             * @description Year since when the cities are paired.
             */
            since_year: number | null;
        };
        /** @description What is changed of a partnership. */
        PartnershipChangeRequest: {
            a?: components["schemas"]["SideChangeRequest"] | null;
            b?: components["schemas"]["SideChangeRequest"] | null;
            name?: components["schemas"]["Label"] | null;
        };
        /** @description Partnerships. */
        PartnershipPage: {
            /** @description Partnerships of this installation. */
            own: components["schemas"]["Partnership"][];
            /** @description Pairs of the documents, the oldest first. */
            reference: components["schemas"]["ReferencePair"][];
        };
        /** @description A new partnership. */
        PartnershipRequest: {
            /** @description The first side; of a pair of the documents the European one. */
            a: components["schemas"]["SideRequest"];
            /** @description The second side. */
            b: components["schemas"]["SideRequest"];
            /** @description Id; made of the cities' names if left out. */
            id?: string | null;
            name?: components["schemas"]["Label"] | null;
            /** @description Id of a pair of the documents. */
            reference?: string | null;
            /**
             * Format: int32
             * @description Year since when the cities are paired.
             */
            since_year?: number | null;
        };
        /** @description A side of a partnership. */
        PartnerSide: {
            /** @description The city. */
            city: components["schemas"]["Label"];
            /** @description Its country. */
            country: string | null;
            lead: components["schemas"]["Organisation"] | null;
            /** @description True if the asker belongs to it. */
            mine: boolean;
            /** @description All its organisations, the lead among them. */
            organisations: components["schemas"]["Organisation"][];
            /** @description `a` or `b`. */
            side: components["schemas"]["SideId"];
        };
        /** @description A topic of cooperation. */
        PartnerTopic: {
            /** @description `sdg`, `urban_agenda` or `category`. */
            group: string;
            /** @description Id. */
            id: string;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Where it is said. */
            source: string;
        };
        /** @description A path of development. */
        PathRule: {
            /** @description Id and name. */
            path: components["schemas"]["Item"];
            /** @description Resources that speak for it. */
            resources: string[];
            /** @description Where the rule comes from. */
            source: string;
        };
        /** @description Years that have data. */
        Periods: {
            /** @description Finest period. */
            finest: components["schemas"]["FinestPeriod"];
            /**
             * Format: int32
             * @description First calendar year.
             */
            first_year: number;
            /**
             * Format: int32
             * @description Last calendar year.
             */
            last_year: number;
        };
        /** @description A place of the tree. */
        Place: {
            /**
             * Format: int64
             * @description Direct members.
             */
            children: number;
            /** @description Code within the region. */
            code: string;
            /**
             * Format: int64
             * @description Enterprises in it and below it.
             */
            enterprises: number;
            /**
             * Format: double
             * @description Centre, degrees north.
             */
            lat: number | null;
            /** @description Id of its level. */
            level: string;
            /**
             * Format: double
             * @description Centre, degrees east.
             */
            lon: number | null;
            /** @description Shown name. */
            name: components["schemas"]["Label"];
            /** @description Code of its parent; `null` at the root. */
            parent: string | null;
        };
        /** @description What became of an item. */
        PlanChange: {
            /** @description The item. */
            id: string;
            /** @description Its kind. */
            kind: components["schemas"]["ItemKindId"];
            /** @description True if it was not there before. */
            new: boolean;
            /** @description `put` or `remove`. */
            op: components["schemas"]["EditOpId"];
        };
        /** @description An edit: `put` gives a whole item, `remove` takes one out. */
        PlanEditRequest: {
            /** @description What is done about a risk. */
            answer?: string | null;
            /**
             * Format: int32
             * @description Year that an indicator is held against.
             */
            base_year?: number | null;
            /** @description Carrier that an indicator is of. */
            carrier?: string | null;
            /** @description ISO 4217, of a budget line. */
            currency?: string | null;
            /** @description Day on which a milestone or task was done. */
            done_on?: string | null;
            /** @description Day on which a milestone is due. */
            due?: string | null;
            /**
             * Format: int32
             * @description 1 to 5, of a risk.
             */
            effect?: number | null;
            /** @description Of a contact. */
            email?: string | null;
            /** @description Last day, of a project. */
            end?: string | null;
            /** @description Field that an indicator is of. */
            field?: string | null;
            /** @description Name of a document's file. */
            file_name?: string | null;
            /** @description Who pays a budget line. */
            funder?: string | null;
            /** @description Which item; a new one if left out. */
            id?: string | null;
            /** @description Id of an indicator. */
            indicator?: string | null;
            /** @description Institution of a contact. */
            institution?: string | null;
            kind?: components["schemas"]["ItemKindId"] | null;
            /** @description Type of a document, as the browser named it. */
            media_type?: string | null;
            /** @description Id of the meeting that a task was agreed at. */
            meeting?: string | null;
            /** @description Name of an institution that is no organisation here, or of a contact. */
            name?: string | null;
            /** @description Day of a decision or meeting. */
            on?: string | null;
            /** @description `put` or `remove`. */
            op: components["schemas"]["EditOpId"];
            /** @description Id of an organisation, of an institution. */
            organisation?: string | null;
            /** @description Of a contact. */
            phone?: string | null;
            /** @description Place right below the city that an indicator is of. */
            place?: string | null;
            /**
             * Format: int64
             * @description Planned, hundredths of the currency.
             */
            planned?: number | null;
            /**
             * Format: int32
             * @description 1 to 5, of a risk.
             */
            probability?: number | null;
            /** @description Id of the project that it hangs under. */
            project?: string | null;
            /** @description True if anybody may see it while an agreement is in force. */
            public?: boolean;
            /** @description A name for a new item, by which later edits of the same request can name it as `project` or `meeting`. */
            ref?: string | null;
            role?: components["schemas"]["OrganisationKindId"] | null;
            /** @description SHA-256 of a document. */
            sha256?: string | null;
            /**
             * Format: int64
             * @description Length of a document.
             */
            size_bytes?: number | null;
            /**
             * Format: int64
             * @description Spent, hundredths of the currency.
             */
            spent?: number | null;
            /** @description First day, of a project or milestone. */
            start?: string | null;
            /**
             * Format: double
             * @description Target of an indicator, in the unit in which the ledger shows it.
             */
            target?: number | null;
            /**
             * Format: int32
             * @description Year of an indicator's target.
             */
            target_year?: number | null;
            /** @description Text of a vision, project, institution, decision or contact; minutes of a meeting. */
            text?: string | null;
            /** @description In a line. */
            title?: string | null;
            /** @description Id of a topic, of a topic. */
            topic?: string | null;
            /** @description Ids of topics, of a project. */
            topics?: string[] | null;
            /** @description Day until which a task is to be done. */
            until?: string | null;
            /** @description Where people met. */
            where?: string | null;
            /** @description Who decided, met, or does a task. */
            who?: string | null;
            /**
             * Format: int32
             * @description Year of a budget line.
             */
            year?: number | null;
        };
        /** @description Edits that are made together, or not at all. */
        PlanEditsRequest: {
            /** @description The edits. */
            edits: components["schemas"]["PlanEditRequest"][];
            /**
             * Format: int32
             * @description Version of the plan that the editor saw.
             */
            seen: number;
        };
        /** @description An item of a plan. Fields that its kind does not have are `null`. */
        PlanItem: {
            /** @description What is done about a risk. */
            answer: string | null;
            /**
             * Format: int32
             * @description Year that an indicator is held against.
             */
            base_year: number | null;
            /** @description Carrier that an indicator is of. */
            carrier: string | null;
            /** @description When. */
            changed_at: string;
            /** @description By whom; of the other side only the organisation. */
            changed_by: string | null;
            /**
             * Format: int32
             * @description Version of the plan in which it was changed last.
             */
            changed_version: number;
            /** @description ISO 4217, of a budget line. */
            currency: string | null;
            /** @description Day on which a milestone or task was done. */
            done_on: string | null;
            /** @description Day on which a milestone is due. */
            due: string | null;
            /** @description True if the asker may change it. */
            editable: boolean;
            /**
             * Format: int32
             * @description 1 to 5, of a risk.
             */
            effect: number | null;
            /** @description Of a contact. */
            email: string | null;
            /** @description Last day, of a project. */
            end: string | null;
            /** @description Field that an indicator is of. */
            field: string | null;
            /** @description Name of a document's file. */
            file_name: string | null;
            /** @description Who pays a budget line. */
            funder: string | null;
            /** @description Id: the side's letter and a number. */
            id: string;
            /** @description Id of an indicator. */
            indicator: string | null;
            /** @description Institution of a contact. */
            institution: string | null;
            /** @description `vision`, `topic`, `project`, `institution`, `decision`, `milestone`, `risk`, `contact`, `budget`, `indicator`, `meeting`, `task` or `document`. */
            kind: components["schemas"]["ItemKindId"];
            /**
             * Format: int32
             * @description Of a risk: probability times effect, 1 to 25.
             */
            level: number | null;
            /** @description Type of a document, as the browser named it. */
            media_type: string | null;
            /** @description Id of the meeting that a task was agreed at. */
            meeting: string | null;
            /** @description Name of an institution that is no organisation here, or of a contact. */
            name: string | null;
            /** @description Day of a decision or meeting. */
            on: string | null;
            /** @description Id of an organisation, of an institution. */
            organisation: string | null;
            /** @description Of a contact. */
            phone: string | null;
            /** @description Place right below the city that an indicator is of. */
            place: string | null;
            /**
             * Format: int64
             * @description Planned, hundredths of the currency.
             */
            planned: number | null;
            /**
             * Format: int32
             * @description 1 to 5, of a risk.
             */
            probability: number | null;
            /** @description Id of the project that it hangs under. */
            project: string | null;
            /** @description True if anybody may see it while an agreement is in force. */
            public: boolean;
            role: components["schemas"]["OrganisationKindId"] | null;
            /** @description SHA-256 of a document. */
            sha256: string | null;
            /** @description Whose it is. */
            side: components["schemas"]["SideId"];
            /**
             * Format: int64
             * @description Length of a document.
             */
            size_bytes: number | null;
            /**
             * Format: int64
             * @description Spent, hundredths of the currency.
             */
            spent: number | null;
            /** @description First day, of a project or milestone. */
            start: string | null;
            status: components["schemas"]["PlanStatusId"] | null;
            /**
             * Format: double
             * @description Target of an indicator, in the unit in which the ledger shows it.
             */
            target: number | null;
            /**
             * Format: int32
             * @description Year of an indicator's target.
             */
            target_year: number | null;
            /** @description Text of a vision, project, institution, decision or contact; minutes of a meeting. */
            text: string | null;
            /** @description In a line. */
            title: string | null;
            /** @description Id of a topic, of a topic. */
            topic: string | null;
            /** @description Ids of topics, of a project. */
            topics: string[] | null;
            /** @description Day until which a task is to be done. */
            until: string | null;
            /** @description Where people met. */
            where: string | null;
            /** @description Who decided, met, or does a task. */
            who: string | null;
            /**
             * Format: int32
             * @description Year of a budget line.
             */
            year: number | null;
        };
        /** @description A revision of a plan. */
        PlanRevision: {
            /** @description When. */
            at: string;
            /** @description Who; `null` of the other side. */
            by: string | null;
            /** @description What; only items that the asker sees. */
            changes: components["schemas"]["PlanChange"][];
            /** @description True if a file of the partner brought it. */
            from_file: boolean;
            /** @description Id of the organisation. */
            organisation: string | null;
            /** @description Whose items. */
            side: components["schemas"]["SideId"];
            /**
             * Format: int32
             * @description Number.
             */
            version: number;
        };
        /**
         * @description How work stands today.
         * @enum {string}
         */
        PlanStatusId: "planned" | "under_way" | "done" | "late";
        /** @description An enterprise on the map. */
        Point: {
            /**
             * Format: double
             * @description 0 to 100.
             */
            completeness_percent: number | null;
            /** @description Enterprise. */
            enterprise: components["schemas"]["Item"];
            field: components["schemas"]["FieldId"] | null;
            industry: components["schemas"]["Item"] | null;
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number;
            /** @description Code of the place it lies in. */
            place: string;
            /** @description Why there is none. */
            reason: string | null;
            /**
             * Format: double
             * @description Figure.
             */
            value: number | null;
        };
        /** @description Enterprises with coordinates. */
        Points: {
            /** @description Indicator. */
            indicator: components["schemas"]["IndicatorId"];
            /** @description What is measured. */
            quantity: string;
            /** @description Points, largest first. */
            rows: components["schemas"]["Point"][];
            /** @description Unit. */
            unit: string;
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
            /**
             * Format: int64
             * @description Enterprises without coordinates.
             */
            without_coordinates: number;
        };
        /** @description Positions by rules. */
        PositionsView: {
            /** @description Cities. */
            cities: components["schemas"]["CityPosition"][];
            /** @description Paths. */
            paths: components["schemas"]["PathRule"][];
            table: components["schemas"]["CityTable"] | null;
        };
        /** @description A column of a previewed file. */
        PreviewColumn: {
            /** @description Head. */
            name: string;
            /** @description Role by the mapping. */
            role: components["schemas"]["ColumnRole"];
            /** @description Unit by the mapping. */
            unit: string | null;
        };
        /** @description A file to be looked at. */
        PreviewForm: {
            /**
             * Format: binary
             * @description The file: CSV, TSV, XLSX or Parquet, gzip or not.
             */
            file: string;
            /** @description Id of the mapping. */
            mapping: string;
            /** @description Region, where the mapping names none. */
            region?: string | null;
        };
        /** @description A total of a previewed file, to compare with the sender's. */
        PreviewTotal: {
            /** @description What. */
            label: string;
            /** @description Unit. */
            unit: string;
            /**
             * Format: double
             * @description Sum over the file.
             */
            value: number;
        };
        /** @description How far. */
        Progress: {
            /**
             * Format: int64
             * @description Steps done.
             */
            done: number;
            /**
             * Format: int64
             * @description Steps in all; 0 as long as unknown.
             */
            total: number;
        };
        /** @description How a project stands today. */
        ProjectStatus: {
            /** @description Its budget by currency. */
            budget: components["schemas"]["BudgetSum"][];
            /** @description Its last day, else that of its milestones. */
            end: string | null;
            /** @description Its milestones. */
            milestones: components["schemas"]["MilestoneCounts"];
            /**
             * Format: double
             * @description Milestones done of all; `null` without milestones.
             */
            progress_percent: number | null;
            /** @description Its id. */
            project: string;
            /** @description Its first day, else that of its milestones. */
            start: string | null;
            /** @description `planned`, `under_way`, `done` or `late`. */
            status: components["schemas"]["PlanStatusId"];
        };
        /** @description The agreement on the public page. */
        PublicAgreement: {
            /** @description First day on which it holds no more. */
            ends: string | null;
            /** @description First day. */
            since: string | null;
            /** @description `in_force` or `notice`. */
            state: components["schemas"]["AgreementStateId"];
        };
        /** @description Figures as they were published; never changed afterwards. */
        Publication: {
            /** @description By whom. */
            by: string | null;
            /** @description When. */
            created_at: string;
            /** @description The figures. */
            figures: components["schemas"]["PublishedFigure"][];
            /** @description SHA-256 of what is kept: title, place, period, versions and figures. */
            hash: string;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /** @description Words to it. */
            note: string | null;
            /** @description Period. */
            period: string;
            /** @description The place whose figures, and whose members' figures, they are. */
            place: components["schemas"]["Named"];
            /** @description Title. */
            title: string;
            /** @description What they were computed from. */
            versions: components["schemas"]["PublishedVersions"];
        };
        /** @description A public figure of a side. */
        PublicFigure: {
            /** @description Id of the indicator. */
            indicator: string;
            /** @description Why it is missing. */
            reason: string | null;
            /** @description All years. */
            series: components["schemas"]["YearFigure"][];
            /** @description Whose. */
            side: components["schemas"]["SideId"];
            /** @description True if the ledger that it was read from is invented. */
            synthetic: boolean;
            /** @description Unit. */
            unit: string | null;
            /**
             * Format: double
             * @description The figure.
             */
            value: number | null;
            /**
             * Format: int32
             * @description The last year with a figure.
             */
            year: number | null;
        };
        /** @description The public page of a pair. */
        PublicPage: {
            /** @description Public budget lines. */
            budget: components["schemas"]["BudgetSum"][];
            /** @description Figures that the agreement marks public. */
            figures: components["schemas"]["PublicFigure"][];
            /** @description Public indicators of the plan. */
            indicators: components["schemas"]["IndicatorFigure"][];
            /** @description Items that are marked public; addresses are left out. */
            items: components["schemas"]["PlanItem"][];
            /** @description The pair. */
            pair: components["schemas"]["PublicPair"];
            /** @description How public projects stand, by their public parts. */
            projects: components["schemas"]["ProjectStatus"][];
            /** @description What is recognised. */
            recognitions: components["schemas"]["Recognition"][];
            /** @description The day that all states are of. */
            today: string;
            /** @description Names of the topics that the items name. */
            topics: components["schemas"]["PartnerTopic"][];
        };
        /** @description A pair as everybody may see it. */
        PublicPair: {
            /** @description The first side. */
            a: components["schemas"]["PublicSide"];
            /** @description The agreement. */
            agreement: components["schemas"]["PublicAgreement"];
            /** @description The second side. */
            b: components["schemas"]["PublicSide"];
            /** @description Id. */
            id: string;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /**
             * Format: int32
             * @description Year since when the cities are paired.
             */
            since_year: number | null;
        };
        /** @description A side on the public page. */
        PublicSide: {
            /** @description The city. */
            city: components["schemas"]["Label"];
            /** @description Its country. */
            country: string | null;
            lead: components["schemas"]["Label"] | null;
        };
        /** @description A figure as it was published. */
        PublishedFigure: {
            /**
             * Format: double
             * @description Completeness.
             */
            completeness_percent: number | null;
            /** @description Indicator. */
            indicator: string;
            /** @description Place. */
            place: components["schemas"]["Named"];
            /** @description Unit. */
            unit: string;
            /**
             * Format: double
             * @description Value.
             */
            value: number | null;
        };
        /** @description State of data, factors and program. */
        PublishedVersions: {
            /** @description Of the program. */
            code: string;
            /** @description Of the tables: `a3.s3.e3.r5.h2.m4`. */
            data: string;
            /** @description Digest of the factor tables. */
            factors: string;
        };
        /** @description What is to be published. */
        PublishRequest: {
            /** @description Indicators; all that the region has if left out. */
            indicators?: string[] | null;
            /** @description Words to it. */
            note?: string | null;
            /** @description Period. */
            period: string;
            /** @description Code of the place; the whole region if left out. */
            place?: string | null;
            /** @description Title. */
            title: string;
        };
        /** @description What a push was answered: readings are on the disk by then. */
        PushAnswer: {
            /**
             * Format: int64
             * @description Readings that are kept.
             */
            accepted: number;
            /** @description True if a push with this key was answered before. */
            already: boolean;
            /** @description Readings that were not taken. */
            rejected: components["schemas"]["RejectedReading"][];
        };
        /** @description Data quality. */
        QualityAnswer: {
            /** @description Period. */
            period: string;
            /** @description The page, least complete first. */
            rows: components["schemas"]["QualityRow"][];
            /**
             * Format: int64
             * @description How many rows there are in all.
             */
            total: number;
            /** @description Of all. */
            totals: components["schemas"]["QualityTotals"];
        };
        /**
         * @description How good a figure is: the worst of its inputs.
         * @enum {string}
         */
        QualityId: "metered" | "verified" | "reported" | "statistical" | "estimated" | "synthetic";
        /** @description The same of an enterprise, a place or a source. */
        QualityRow: components["schemas"]["QualityTotals"] & {
            /** @description Code. */
            key: string;
            /** @description Name. */
            label: components["schemas"]["Label"];
        };
        /** @description How good the readings of something are. */
        QualityTotals: {
            /**
             * Format: int64
             * @description Open cases.
             */
            cases_open: number;
            /**
             * Format: double
             * @description Present of expected.
             */
            completeness_percent: number | null;
            /**
             * Format: int64
             * @description Of those, filled in or interpolated.
             */
            estimated: number;
            /**
             * Format: int64
             * @description Slots that should have a reading.
             */
            expected: number;
            /** @description When the last reading came. */
            last_recorded_at: string | null;
            /**
             * Format: int64
             * @description Meters.
             */
            meters: number;
            /**
             * Format: int64
             * @description Slots that have one.
             */
            present: number;
            /** @description Against filings. */
            reconciliation: components["schemas"]["Reconciliation"][];
        };
        /** @description A file of readings. */
        ReadingsForm: {
            /**
             * Format: binary
             * @description CSV, TSV, XLSX or Parquet, gzip or not.
             */
            file: string;
            /** @description `auto`, `long`, `wide` or `columns`. */
            layout?: string | null;
            /** @description Code of the meter, for a file that names none. */
            meter?: string | null;
            /** @description `strict` or `lenient`. */
            mode?: string | null;
            /** @description `start` or `end`: what a time names; found out if left out. */
            stamp?: string | null;
        };
        /**
         * @description Readings behind a node: of all meters of an entry, of a meter's month, of a meter's day. Amounts add up exactly from level to
         *     level, and so do kilograms: they are whole millionths of the unit and whole micrograms, rounded once for each day.
         */
        ReadingsRef: {
            /**
             * Format: double
             * @description Amount.
             */
            amount: number | null;
            /**
             * Format: double
             * @description What that part makes, kg CO2e.
             */
            co2_kg: number | null;
            /**
             * Format: int64
             * @description Of those, filled in or interpolated.
             */
            estimated: number;
            /** @description Where these factors came from. */
            factor_sources: string[];
            /** @description First day with readings. */
            first_date: string;
            /** @description Formula of a virtual meter. */
            formula: string | null;
            /** @description Last day with readings. */
            last_date: string;
            meter: components["schemas"]["Named"] | null;
            /**
             * Format: int64
             * @description Slots that have one.
             */
            present: number;
            /** @description Meters that it is worked out from, that are below it, that is above it; with what they read in the same month. */
            related: components["schemas"]["RelatedMeter"][];
            run: components["schemas"]["RunRef"] | null;
            /**
             * Format: int64
             * @description Slots that should have a reading.
             */
            slots: number;
            /** @description Unit of the amounts. */
            unit: string;
            /**
             * Format: double
             * @description The part of it that was multiplied by the factor of its hour.
             */
            with_factor: number | null;
            /** @description Grid zones whose factors were used. */
            zones: string[];
        };
        /** @description Why something is a case. */
        Reason: {
            /** @description Stable code. */
            code: string;
            /** @description Values by name. */
            params: {
                [key: string]: string;
            };
        };
        /** @description A paper that both accept, and how that stands today. */
        Recognition: {
            /** @description First day. */
            from: string;
            /** @description Its name in the agreement. */
            id: string;
            /** @description `a`, `b` or `both`. */
            issued_in: components["schemas"]["IssuedInId"];
            /** @description `certificate`, `test` or `permit`. */
            kind: components["schemas"]["PaperId"];
            /** @description Name of the scheme. */
            scheme: string;
            /** @description `ahead`, `in_force` or `ended`; outside an agreement in force `ended` or `ahead`. */
            state: components["schemas"]["PaperStateId"];
            /** @description Last day. */
            until: string | null;
        };
        /** @description A paper that both accept. */
        RecognitionRequest: {
            /** @description First day. */
            from: string;
            /** @description Its name in the agreement. */
            id: string;
            /** @description `a`, `b` or `both`. */
            issued_in: components["schemas"]["IssuedInId"];
            /** @description `certificate`, `test` or `permit`. */
            kind: components["schemas"]["PaperId"];
            /** @description Name of the scheme. */
            scheme: string;
            /** @description Last day. */
            until?: string | null;
        };
        /** @description One carrier as metered, as filed and as the statistics have it. */
        Reconciliation: {
            /** @description Id of the carrier. */
            carrier: string;
            /**
             * Format: double
             * @description What was filed.
             */
            filed: number | null;
            /**
             * Format: double
             * @description Difference of the pair that is furthest from agreeing.
             */
            gap: number | null;
            /** @description Less which: `filed` or `statistics`. */
            gap_basis: string | null;
            /** @description Which figure of that pair: `metered` or `statistics`. */
            gap_of: string | null;
            /**
             * Format: double
             * @description In percent of the basis.
             */
            gap_percent: number | null;
            /**
             * Format: double
             * @description Sum of meters.
             */
            metered: number | null;
            /** @description Of what: `metered` (the enterprises with meters) or `place` (all that lies in the place). */
            scope: string;
            /**
             * Format: double
             * @description What statistics print.
             */
            statistics: number | null;
            /** @description `agrees`, `within_tolerance`, `differs`, `incomplete`, `only_metered`, `only_filed`, `only_statistics`. */
            status: string;
            /** @description Unit of all figures. */
            unit: string;
        };
        /** @description A city of a pair that the documents name. */
        ReferenceCity: {
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number | null;
            /** @description Name. */
            name: components["schemas"]["Label"];
        };
        /** @description A pair of cities that the documents name. */
        ReferencePair: {
            /** @description City in China. */
            chinese: components["schemas"]["ReferenceCity"];
            /** @description Its country. */
            country: string;
            /** @description City in Europe. */
            european: components["schemas"]["ReferenceCity"];
            /** @description Id. */
            id: string;
            /** @description What speaks for it, of what the documents say alone: `a` is the European city. */
            pairing: components["schemas"]["CityPairing"];
            /** @description The partnership that was made from it here. */
            partnership: string | null;
            /** @description Where it is said. */
            source: string;
            /** @description Topics that are stated, in the order of their table. */
            topics: components["schemas"]["ReferenceTopic"][];
            /**
             * Format: int32
             * @description Year in which they were paired.
             */
            year: number | null;
        };
        /** @description What the documents state of a topic of a pair. */
        ReferenceTopic: {
            /** @description The fact behind it. */
            fact: string;
            /** @description Its group: `sdg`, `urban_agenda`, `category` or `iuc_area`. */
            group: string;
            /** @description Whose. */
            side: components["schemas"]["DocumentSideId"];
            /** @description Where it is stated. */
            source: string;
            /** @description The topic. */
            topic: components["schemas"]["Item"];
        };
        /** @description A region: one tree of places with one ledger. */
        Region: {
            /** @description Sources to be named. */
            attribution: components["schemas"]["Attribution"][];
            /** @description West, south, east, north in degrees (WGS 84). */
            bbox: number[] | null;
            /** @description Levels that have boundaries. */
            boundary_levels: string[];
            /** @description Unit of carbon totals. */
            carbon_unit: string;
            /** @description How much it holds. */
            counts: components["schemas"]["Counts"];
            /** @description ISO 4217 code. */
            currency: string;
            /** @description Changes with every committed import. */
            data_version: string;
            /** @description Indicator first shown. */
            default_indicator: components["schemas"]["IndicatorId"];
            /** @description View first shown. */
            default_view: components["schemas"]["ViewId"];
            /** @description Members of the dimensions. */
            dims: components["schemas"]["Dims"];
            /** @description Unit of energy totals. */
            energy_unit: string;
            /** @description True if it has enterprises. */
            has_enterprises: boolean;
            /** @description True if some enterprises have coordinates. */
            has_points: boolean;
            /** @description Stable id. */
            id: string;
            /** @description Indicators that have data. */
            indicators: components["schemas"]["IndicatorId"][];
            /** @description Levels from the root down. */
            levels: components["schemas"]["Level"][];
            /** @description Shown name. */
            name: components["schemas"]["Label"];
            periods: components["schemas"]["Periods"] | null;
            /** @description Code of the root place. */
            root_place: string;
            /** @description True if the data was made by a generator; say so wherever it shows. */
            synthetic: boolean;
            /** @description IANA time zone. */
            time_zone: string;
            /** @description Views that make sense for the data. */
            views: components["schemas"]["ViewId"][];
        };
        /** @description A reading that was not taken. */
        RejectedReading: {
            /** @description Stable code. */
            code: string;
            /**
             * Format: int32
             * @description Place in the batch, from 1.
             */
            index: number;
            /** @description One English sentence. */
            message: string;
        };
        /** @description A meter that has to do with another. */
        RelatedMeter: {
            /**
             * Format: double
             * @description Its amount in the same month.
             */
            amount: number | null;
            /**
             * Format: double
             * @description What a part is multiplied by in the formula.
             */
            factor: number | null;
            /** @description Query string of `/explain` that opens it. */
            link: string;
            /** @description The meter. */
            meter: components["schemas"]["Named"];
            /** @description `part` of the formula, `child`, `parent`. */
            role: string;
            /** @description Unit of the amount. */
            unit: string;
        };
        /** @description A gap, or its part within a day, as it is filled. */
        RepairFill: {
            /**
             * Format: double
             * @description Their sum, in the meter's unit.
             */
            amount: number;
            /** @description Beginning of its first slot. */
            from: string;
            /** @description `linear`, `neighbour_days`, `similar_days` or `profile`. */
            method: string;
            /**
             * Format: int64
             * @description Slots.
             */
            slots: number;
            /** @description End of its last slot. */
            to: string;
            /** @description Their amounts. */
            values: number[];
        };
        /** @description What filling a meter's gaps does, or would do. */
        RepairPlan: {
            /**
             * Format: double
             * @description Sum of what is filled.
             */
            amount: number;
            /**
             * Format: int64
             * @description Days with filled slots.
             */
            days: number;
            /** @description The gaps, in the order of time. */
            fills: components["schemas"]["RepairFill"][];
            /**
             * Format: int32
             * @description Number among the imports, once it is done; `null` of a preview, and where there was nothing to fill.
             */
            import: number | null;
            /**
             * Format: int64
             * @description Slots that no method can fill.
             */
            left: number;
            /**
             * Format: int64
             * @description Filled slots.
             */
            slots: number;
            /** @description Unit of the amounts. */
            unit: string;
        };
        /** @description A figure of a result's last line. */
        ResultSum: {
            /** @description Its name, with its unit. */
            name: string;
            /**
             * Format: double
             * @description `null` if it is not known.
             */
            value: number | null;
        };
        /** @description A table of a result, cell by cell as the command writes it. */
        ResultTable: {
            /** @description Its head. */
            columns: string[];
            /** @description Name of the file that the command writes. */
            file: string;
            /** @description Its rows; a blank cell is not known. */
            rows: string[][];
        };
        /**
         * @description What the asker is in a partnership.
         * @enum {string}
         */
        RoleHereId: "none" | "member" | "editor" | "lead";
        /**
         * @description What a user may do.
         * @enum {string}
         */
        RoleId: "viewer" | "officer" | "admin";
        /** @description How to carry. */
        RouteAnswer: {
            /** @description Aims that took part: `time_h`, `yuan`, `co2_kg`, `reliability`. */
            aims: string[];
            /** @description Places whose position the file states. */
            places: components["schemas"]["RoutePlace"][];
            /** @description What `carbonshed route` gives. */
            result: components["schemas"]["ToolAnswer"];
            /** @description Routes in the order of `routes.csv`. */
            routes: components["schemas"]["RouteDto"][];
            /**
             * Format: double
             * @description Goods, t.
             */
            tonnes: number | null;
        };
        /** @description A route; its figures hold links and changes of mode. */
        RouteDto: {
            /**
             * Format: double
             * @description kg CO2e for all of the goods.
             */
            co2_kg: number | null;
            /** @description Links in order. */
            legs: components["schemas"]["RouteLeg"][];
            /**
             * Format: double
             * @description Probability that all goes well.
             */
            reliability: number | null;
            /**
             * Format: double
             * @description Hours.
             */
            time_h: number | null;
            /**
             * Format: double
             * @description Yuan for all of the goods.
             */
            yuan: number | null;
        };
        /** @description A link of a route. */
        RouteLeg: {
            /**
             * Format: double
             * @description kg CO2e for all of the goods.
             */
            co2_kg: number | null;
            /** @description From. */
            from: string;
            /**
             * Format: double
             * @description Length, km.
             */
            km: number;
            /** @description `road`, `rail`, `river`, `sea` or `air`. */
            mode: string;
            /**
             * Format: double
             * @description Probability that all goes well.
             */
            reliability: number | null;
            /**
             * Format: double
             * @description Hours.
             */
            time_h: number | null;
            /** @description To. */
            to: string;
            /**
             * Format: double
             * @description Yuan for all of the goods.
             */
            yuan: number | null;
        };
        /** @description Where a place of a route lies. */
        RoutePlace: {
            /** @description Name. */
            id: string;
            /**
             * Format: double
             * @description Latitude, degrees.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, degrees.
             */
            lon: number;
            /** @description Its Chinese name, if the file has one. */
            name_zh: string | null;
        };
        /** @description A run that turned readings into entries. */
        RunRef: {
            /** @description When. */
            at: string;
            /**
             * Format: int64
             * @description Version of the table of hourly factors.
             */
            factors_version: number | null;
            /**
             * Format: int32
             * @description Its number among the imports.
             */
            import: number;
            /** @description True if readings or factors have come since that no run has summed yet. */
            newer: boolean;
            /**
             * Format: int64
             * @description Version of the table of readings that it read.
             */
            readings_version: number | null;
        };
        /**
         * @description Where an emission stands in the inventory.
         * @enum {string}
         */
        ScopeId: "scope1" | "process" | "scope2_location" | "scope2_market" | "scope3";
        /** @description What another weight does to the index of the last year that has one. */
        Sensitivity: {
            /** @description The area. */
            area: string;
            /** @description `doubled`, `halved` or `left_out`. */
            change: string;
            /**
             * Format: double
             * @description The index then.
             */
            index: number | null;
        };
        /** @description Who is asking. */
        SessionInfo: {
            /** @description True if figures can be read without an account. */
            public_read: boolean;
            user: components["schemas"]["User"] | null;
            /** @description Version of the program. */
            version: string;
        };
        /**
         * @description How grave a finding is.
         * @enum {string}
         */
        SeverityId: "note" | "warning" | "error";
        /**
         * @description How finely something is shared.
         * @enum {string}
         */
        SharedDetailId: "total" | "by_field" | "by_town" | "by_enterprise" | "by_carrier" | "full";
        /** @description What is shared, and how finely. */
        SharedItem: {
            /** @description How finely. */
            detail: components["schemas"]["SharedDetailId"];
            /** @description What. */
            what: string;
        };
        /** @description One thing that a side shows. */
        ShareRow: {
            /** @description `total`, `by_field`, `by_town`, `by_enterprise`, `by_carrier` or `full`. */
            detail: components["schemas"]["SharedDetailId"];
            /** @description True if the public page may show it. */
            public: boolean;
            /** @description Whose. */
            side: components["schemas"]["SideId"];
            /** @description `emissions`, `energy`, `indicator:<id>`, `projects`, `budget`, `contacts`, `documents`, `meetings` or `certificates`. */
            what: string;
        };
        /** @description How to share. */
        SharingAnswer: {
            /** @description What `carbonshed share` gives. */
            result: components["schemas"]["ToolAnswer"];
        };
        /** @description Growth, split. */
        ShiftParts: {
            /**
             * Format: double
             * @description What the industry's growth beyond that brought.
             */
            mix: number;
            /**
             * Format: double
             * @description What all cities' growth would have brought.
             */
            national: number;
            /**
             * Format: double
             * @description What is the city's own.
             */
            regional: number;
            /**
             * Format: double
             * @description The change.
             */
            total: number;
        };
        /** @description Who stands for a side from now on. */
        SideChangeRequest: {
            /** @description Id of the organisation that acts for it. */
            lead?: string | null;
            /** @description Ids of the other organisations, all of them. */
            organisations?: string[] | null;
        };
        /**
         * @description A side of a partnership.
         * @enum {string}
         */
        SideId: "a" | "b";
        /** @description Who stands for a side of a new partnership. */
        SideRequest: {
            city?: components["schemas"]["Label"] | null;
            /** @description Its country. */
            country?: string | null;
            /** @description Id of the organisation that acts for it. */
            lead: string;
            /** @description Ids of more organisations. */
            organisations?: string[];
        };
        /** @description Planned and spent by side. */
        SideSum: {
            /**
             * Format: int64
             * @description Hundredths.
             */
            planned: number;
            /** @description Whose lines. */
            side: components["schemas"]["SideId"];
            /**
             * Format: int64
             * @description Hundredths.
             */
            spent: number;
        };
        /** @description Name and password. */
        SignInRequest: {
            /** @description Name. */
            name: string;
            /**
             * Format: password
             * @description Password.
             */
            password: string;
        };
        /** @description How alike cities are. */
        SimilarityView: {
            /** @description Cosine of every pair, cities x cities, row by row; `null` where there is none. Empty if there are more than 120 cities. */
            cosine: (number | null)[];
            /** @description Krugman's index of every pair (0 to 2); empty where only a matrix is known, or above 120 cities. */
            krugman: (number | null)[];
            /** @description Linkage. */
            linkage: string;
            /** @description Who joins whom, in order; empty if a pair has no figure. */
            merges: components["schemas"]["MergeStep"][];
            /** @description Indices of the cities from left to right, so that no two branches cross; all cities where there is no tree. */
            order: number[];
            /** @description Statistics of the pairs. */
            summary: components["schemas"]["PairSummary"];
        };
        /** @description Where to build. */
        SitingAnswer: {
            best: components["schemas"]["SitingChoice"] | null;
            /** @description Choices that cannot be bettered, in the order of `front.csv`. */
            front: components["schemas"]["SitingChoice"][];
            /** @description True if the front was made from all choices. */
            front_complete: boolean;
            /** @description Sites and clients. */
            places: components["schemas"]["SitingPlace"][];
            /** @description What `carbonshed site` gives. */
            result: components["schemas"]["ToolAnswer"];
        };
        /** @description A choice of sites. */
        SitingChoice: {
            /**
             * Format: double
             * @description t CO2e a year.
             */
            carbon_t: number | null;
            /**
             * Format: double
             * @description Way of the farthest client, km.
             */
            farthest_km: number;
            /**
             * Format: double
             * @description Least of what chosen sites have over what is needed, over all that is needed.
             */
            least_headroom: number | null;
            /** @description Who is served from where. */
            served: components["schemas"]["SitingServed"][];
            /** @description Chosen sites. */
            sites: string[];
            /**
             * Format: double
             * @description Amount times km.
             */
            unit_km: number;
            /**
             * Format: double
             * @description Demand within reach, where the aim names one.
             */
            within_reach: number | null;
            /**
             * Format: double
             * @description Having the sites and carrying, yuan a year.
             */
            yuan: number;
        };
        /** @description A site or a client. */
        SitingPlace: {
            /**
             * Format: double
             * @description Demand of a client, capacity of a site; `null` without bound.
             */
            amount: number | null;
            /** @description As the file names it. */
            id: string;
            /** @description `site` or `client`. */
            kind: string;
            /**
             * Format: double
             * @description North, degrees.
             */
            lat: number | null;
            /**
             * Format: double
             * @description East, degrees; `null` on a plan.
             */
            lon: number | null;
            /**
             * Format: double
             * @description East of the plan's origin, km.
             */
            x_km: number | null;
            /**
             * Format: double
             * @description North of it, km.
             */
            y_km: number | null;
        };
        /** @description Who is served from where. */
        SitingServed: {
            /** @description Client. */
            client: string;
            /**
             * Format: double
             * @description Share of the client's demand, 0 to 1.
             */
            share: number;
            /** @description Site. */
            site: string;
        };
        /** @description A slot of a day. */
        Slot: {
            /** @description Its beginning, ISO 8601 with offset. */
            at: string;
            /**
             * Format: double
             * @description kg CO2e.
             */
            co2_kg: number | null;
            /** @description How it came to be. */
            code: string | null;
            /**
             * Format: double
             * @description kg CO2e per unit in this hour.
             */
            factor_kg_per_unit: number | null;
            /**
             * Format: double
             * @description Median of the same slot on like days before.
             */
            typical: number | null;
            /**
             * Format: double
             * @description Amount.
             */
            value: number | null;
        };
        /**
         * @description Where a place stands in Moran's scatter plot.
         * @enum {string}
         */
        SpotId: "high_high" | "low_high" | "low_low" | "high_low";
        /** @description How many cases have a status. */
        StatusCount: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description Status. */
            status: string;
        };
        /** @description How many are in which state. */
        StatusCounts: {
            /**
             * Format: int32
             * @description Done.
             */
            done: number;
            /**
             * Format: int32
             * @description Late.
             */
            late: number;
            /**
             * Format: int32
             * @description Planned.
             */
            planned: number;
            /**
             * Format: int32
             * @description All.
             */
            total: number;
            /**
             * Format: int32
             * @description Under way.
             */
            under_way: number;
        };
        /**
         * @description Length of a period when cut by period.
         * @enum {string}
         */
        StepId: "year" | "half" | "quarter" | "month";
        /** @description A kind of emissions of a trade table. */
        StressorName: {
            /** @description Name in the table. */
            name: string;
            /** @description Unit; empty if the table names none. */
            unit: string;
        };
        /**
         * @description By what a structure is divided.
         * @enum {string}
         */
        StructureBy: "industry" | "field";
        /** @description What structures were taken from. */
        StructureSource: {
            by: components["schemas"]["StructureBy"] | null;
            indicator: components["schemas"]["IndicatorId"] | null;
            level: components["schemas"]["Item"] | null;
            place: components["schemas"]["Item"] | null;
            /** @description Physical quantity of the values; `null` if not known. */
            quantity: string | null;
            table: components["schemas"]["CityTable"] | null;
            /** @description Unit of the values; empty if they have none. */
            unit: string;
            /**
             * Format: int32
             * @description The year; `null` if the table names none.
             */
            year: number | null;
            /** @description All years. */
            years: number[];
        };
        /** @description A table. */
        Table: {
            /** @description Columns. */
            columns: components["schemas"]["TableColumn"][];
            /** @description The rows asked for. */
            rows: components["schemas"]["TableRow"][];
            /**
             * Format: int64
             * @description How many rows match.
             */
            total: number;
            /** @description Figures of the whole, in the order of the columns (not of the shown rows alone). */
            totals: (number | null)[];
            /** @description Versions. */
            versions: components["schemas"]["Versions"];
        };
        /** @description A column of a table. */
        TableColumn: {
            /** @description Id: an indicator. */
            id: components["schemas"]["IndicatorId"];
            /** @description Price base. */
            price_base: string | null;
            /** @description What is measured. */
            quantity: string;
            /** @description Unit. */
            unit: string;
        };
        /** @description A row of a table. */
        TableRow: {
            /** @description Figures, in the order of the columns. */
            cells: (number | null)[];
            /**
             * Format: double
             * @description Completeness of the first column's figure.
             */
            completeness_percent: number | null;
            field: components["schemas"]["FieldId"] | null;
            industry: components["schemas"]["Item"] | null;
            /** @description Place or enterprise. */
            key: components["schemas"]["Item"];
            place: components["schemas"]["Item"] | null;
            /** @description Why there is no figure. */
            reasons: (string | null)[];
        };
        /**
         * @description What a table's rows are.
         * @enum {string}
         */
        TableRowsId: "place" | "enterprise";
        /** @description A term of the glossary. */
        Term: {
            /** @description What the GHG Protocol or the IPCC call it. */
            ghg_protocol: string | null;
            /** @description Stable id. */
            id: string;
            /** @description What ISO 14064-1 and GB/T 32150 call it. */
            iso: string | null;
            /** @description What it means here, in English. */
            meaning: string;
            /** @description The term. */
            term: components["schemas"]["Label"];
        };
        /** @description Terms that are proposed. */
        TermsRequest: {
            /** @description First day, at the earliest. */
            from: string;
            /**
             * Format: int32
             * @description How long it goes on after notice, days, 0 to 3650.
             */
            notice_days: number;
            /** @description What is recognised. */
            recognitions?: components["schemas"]["RecognitionRequest"][];
            /** @description Who sees what, to which detail. */
            shares?: components["schemas"]["ShareRow"][];
            /** @description What is to be done. */
            tasks?: components["schemas"]["AgreementTaskRequest"][];
            /** @description Last day. */
            until?: string | null;
        };
        /** @description A name in a table, and the place of the region that bears it. */
        TiedCity: {
            /** @description Name in the table. */
            id: string;
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number | null;
            /** @description Name. */
            name: components["schemas"]["Label"];
            /** @description Code of the place, if it is one. */
            place: string | null;
        };
        /** @description What ties the cities of a region together. */
        Ties: {
            /** @description What was found. */
            findings: components["schemas"]["Finding"][];
            flows: components["schemas"]["FlowsView"] | null;
            integration: components["schemas"]["IntegrationView"] | null;
            ladder: components["schemas"]["LadderView"] | null;
            /** @description Positions by rules. */
            positions: components["schemas"]["PositionsView"];
        };
        /** @description A bearer token, its secret not shown. */
        Token: {
            /** @description When, RFC 3339. */
            created_at: string;
            /** @description Until when, RFC 3339; `null` is without end. */
            expires_at: string | null;
            /** @description Id. */
            id: string;
            /** @description What it is for. */
            label: string;
            /** @description Whose. */
            user: string;
        };
        /** @description A new token with its secret, shown this once. */
        TokenCreated: {
            /** @description What goes behind `Authorization: Bearer`. */
            secret: string;
            /** @description The token. */
            token: components["schemas"]["Token"];
        };
        /** @description What a command gives of the same rows. Without tables nothing was worked out, and the findings say why. */
        ToolAnswer: {
            /** @description What was noticed. */
            findings: components["schemas"]["Finding"][];
            /** @description Figures. */
            sums: components["schemas"]["ResultSum"][];
            /** @description Tables. */
            tables: components["schemas"]["ResultTable"][];
        };
        /** @description A worked example. */
        ToolExample: {
            /** @description Its files; all invented. */
            files: components["schemas"]["ToolFile"][];
            /** @description Its folder. */
            id: string;
            /** @description `site`, `route` or `share`. */
            tool: string;
        };
        /** @description A file by its name. */
        ToolFile: {
            /** @description As the command's page names it: `site.csv`, `route.csv`, `modes.csv`, `amounts.csv`, `rules.csv`. */
            name: string;
            /** @description CSV. */
            text: string;
        };
        /** @description Files for a tool. */
        ToolRequest: {
            /** @description Files. */
            files: components["schemas"]["ToolFile"][];
            /** @description True to leave faulty rows out instead of refusing all. */
            lenient?: boolean | null;
        };
        /** @description What both want to work on. */
        TopicPart: {
            /** @description Of the first alone. */
            only_a: components["schemas"]["Item"][];
            /** @description Of the second alone. */
            only_b: components["schemas"]["Item"][];
            /** @description Why there is none. */
            reason: string | null;
            /** @description Of both. */
            shared: components["schemas"]["Item"][];
            /**
             * Format: double
             * @description 0 to 1: topics of both, of those of at least one (Jaccard).
             */
            value: number | null;
            /**
             * Format: double
             * @description How much it counts.
             */
            weight: number;
        };
        /** @description Whose carbon it is, of one kind of emissions. */
        TradeAccounts: {
            /** @description Emitted in the row's region for final demand of the column's: regions x regions, row by row. */
            bilateral: number[];
            /** @description What was found. */
            findings: components["schemas"]["TradeFinding"][];
            /** @description Regions in the order of the table. */
            regions: components["schemas"]["TradeRegion"][];
            /** @description Kind of emissions. */
            stressor: string;
            /** @description The table. */
            table: components["schemas"]["TradeTable"];
            /** @description Unit of all figures; empty if the table names none. */
            unit: string;
        };
        /** @description Something odd about a table. */
        TradeFinding: {
            /** @description `no_output`, `emissions_without_output`, `negative_value_added` or `negative_output`. */
            code: string;
            /**
             * Format: int32
             * @description How many industries.
             */
            count: number;
            /** @description The first of them, `region: sector`. */
            first: string;
        };
        /** @description A form with a trade table. */
        TradeForm: {
            /** @description Files of the table, each a part `file` with its name: `Z.csv`, `Y.csv`, `F.csv` (`F_Y.csv`), the same as `.npy` or `.txt`, or a workbook. */
            file: string[];
            /** @description Under which terms. */
            licence?: string | null;
            /** @description Name. */
            name: string;
            /** @description Where it comes from. */
            source?: string | null;
            /** @description `true` if it is invented. */
            synthetic?: boolean | null;
            /** @description Unit of emissions of which the table states none, as `kt`. */
            unit?: string | null;
            /**
             * Format: int32
             * @description Year.
             */
            year?: number | null;
        };
        /** @description A region of a trade table: both sides of its carbon, and what lies between. */
        TradeRegion: {
            /**
             * Format: double
             * @description What is emitted anywhere for its final demand.
             */
            consumption: number;
            /**
             * Format: double
             * @description What its final demand emits itself; in neither of the above. `null` if the table does not say.
             */
            direct: number | null;
            /**
             * Format: double
             * @description Of production, what is emitted for others.
             */
            exports: number;
            /**
             * Format: double
             * @description Of consumption, what is emitted elsewhere.
             */
            imports: number;
            /**
             * Format: double
             * @description Centre of the place, degrees north.
             */
            lat: number | null;
            /**
             * Format: double
             * @description Centre of the place, degrees east.
             */
            lon: number | null;
            /** @description Name in the table. */
            name: string;
            place: components["schemas"]["Named"] | null;
            /**
             * Format: double
             * @description What its industries emit.
             */
            production: number;
            /**
             * Format: double
             * @description Shared: seller and buyer half each.
             */
            shared_half: number;
            /**
             * Format: double
             * @description Shared along every delivery by value added.
             */
            shared_value_added: number;
        };
        /** @description A trade table that was brought in. */
        TradeTable: {
            /** @description When it came. */
            at: string;
            /** @description Who brought it. */
            by: string | null;
            /** @description Version of the program that computed. */
            code: string;
            /**
             * Format: int32
             * @description Number.
             */
            id: number;
            /**
             * Format: int32
             * @description Number of industries (regions x sectors).
             */
            industries: number;
            /** @description Under which terms. */
            licence: string;
            /** @description Name. */
            name: string;
            /**
             * Format: int32
             * @description Number of regions.
             */
            regions: number;
            /**
             * Format: int32
             * @description Number of sectors.
             */
            sectors: number;
            /** @description SHA-256 of what was read, first 16 digits. */
            sha256: string;
            /** @description Where it comes from. */
            source: string;
            /** @description Kinds of emissions. */
            stressors: components["schemas"]["StressorName"][];
            /** @description True if it is invented: an example, not a statement about the places. */
            synthetic: boolean;
            /**
             * Format: int32
             * @description Year that it describes.
             */
            year: number | null;
        };
        /** @description Whether one walks the path that the other walked some years before. */
        TrajectoryPart: {
            /**
             * Format: double
             * @description The same year by year.
             */
            error_without: number | null;
            follower: components["schemas"]["Item"] | null;
            /**
             * Format: int32
             * @description Years between them by the best shift.
             */
            lag_years: number | null;
            leader: components["schemas"]["Item"] | null;
            /**
             * Format: int32
             * @description Years compared at the best shift.
             */
            overlap_years: number | null;
            /** @description Why there is none. */
            reason: string | null;
            /**
             * Format: double
             * @description 0 to 1: how much of the difference of the paths goes away once time may be stretched; 0 if neither is ahead.
             */
            value: number | null;
            /**
             * Format: double
             * @description Root mean square difference along the warped path, in the unit of the paths.
             */
            warped_error: number | null;
            /**
             * Format: double
             * @description Years between them along the warped path.
             */
            warped_lag_years: number | null;
            /**
             * Format: double
             * @description How much it counts.
             */
            weight: number;
        };
        /** @description What the children of a meter add up to, against the meter itself. */
        TreeGap: {
            /**
             * Format: double
             * @description The meter's own amount.
             */
            amount: number | null;
            /**
             * Format: double
             * @description Sum of the children.
             */
            children_amount: number | null;
            /**
             * Format: double
             * @description Own less children, in percent of own.
             */
            gap_percent: number | null;
            /**
             * Format: double
             * @description Losses that are expected at most, percent.
             */
            loss_percent_max: number;
            /** @description `within`, `beyond` or `unknown`. */
            status: string;
        };
        /** @description A point of a trend. */
        TrendPoint: {
            /**
             * Format: double
             * @description 0 to 100.
             */
            completeness_percent: number | null;
            /** @description Period. */
            period: string;
            /**
             * Format: double
             * @description Figure in the card's unit.
             */
            value: number | null;
        };
        /** @description A unit. */
        Unit: {
            /** @description What it measures (`energy`, `mass_co2e`). */
            dimension: string;
            /**
             * Format: double
             * @description How many of the dimension's base unit it is.
             */
            factor: number;
            /** @description Stable id. */
            id: string;
            /** @description Shown name. */
            label: components["schemas"]["Label"];
            /** @description Where it is defined. */
            source: string;
        };
        /** @description A user as others see him. */
        User: {
            /** @description True if the account is shut: neither password nor tokens open the door. */
            disabled: boolean;
            /** @description Name. */
            name: string;
            organisation: components["schemas"]["OrganisationName"] | null;
            /** @description What he may do. */
            roles: components["schemas"]["RoleId"][];
        };
        /** @description Versions that an answer rests on. */
        Versions: {
            /** @description Version of the program. */
            code: string;
            /** @description Version of the region's data. */
            data: string;
            /** @description Version (hash) of the factor tables. */
            factors: string;
        };
        /**
         * @description Two ways to add up, neither of which counts heat and power twice.
         * @enum {string}
         */
        ViewId: "consumption" | "production";
        /** @description What a code is called. */
        WordName: {
            /** @description As tables have it. */
            code: string;
            /** @description English. */
            en: string;
            /** @description Chinese. */
            zh: string;
        };
        /** @description A figure of a year. */
        YearFigure: {
            /** @description Why it is missing. */
            reason: string | null;
            /**
             * Format: double
             * @description The figure; `null` is missing.
             */
            value: number | null;
            /**
             * Format: int32
             * @description Year; `null` if there is no year with a figure.
             */
            year: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listFactors: {
        parameters: {
            query?: {
                /** @description Only this kind. */
                kind?: string;
                /** @description At most so many; 100 if left out. */
                limit?: number;
                /** @description Skip so many. */
                offset?: number;
                /** @description Text in id, subject, name or source. */
                q?: string;
                /** @description Only of this region. */
                region?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Factors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listGlossary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Terms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Term"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    calculateGrants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantRequest"];
            };
        };
        responses: {
            /** @description Grants with their reasons. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grants"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listGrantRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantRule"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description At most so many, newest first; 100 if left out. */
                limit?: number;
                /** @description Only of this region. */
                region?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Imports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImportForm"];
            };
        };
        responses: {
            /** @description Queued; ask for its state by its number. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStarted"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the import. */
                import: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the import. */
                import: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadImportedFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the import. */
                import: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["FileBody"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listImportFindings: {
        parameters: {
            query?: {
                /** @description Only this code. */
                code?: string;
                /** @description Only of this import. */
                import?: number;
                /** @description At most so many; 50 if left out. */
                limit?: number;
                /** @description Skip so many. */
                offset?: number;
                /** @description Only so grave. */
                severity?: components["schemas"]["SeverityId"];
            };
            header?: never;
            path: {
                /** @description Number of the import. */
                import: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Findings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadRejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the import. */
                import: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    previewImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["PreviewForm"];
            };
        };
        responses: {
            /** @description The preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listMappings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Mappings by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listOrganisations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Organisations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    putOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganisationRequest"];
            };
        };
        responses: {
            /** @description It is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                organisation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationMember"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                organisation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRequest"];
            };
        };
        responses: {
            /** @description Users. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationMember"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                organisation: string;
                /** @description Name. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description He is out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getOwnKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnKey"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPartnerKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerKey"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    acceptPartnerKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnerKeyRequest"];
            };
        };
        responses: {
            /** @description It is accepted. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerKey"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revokePartnerKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its fingerprint. */
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTopics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Topics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerTopic"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPartnerships: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Partnerships. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnershipPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createPartnership: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnershipRequest"];
            };
        };
        responses: {
            /** @description It is made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partnership"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPartnership: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The partnership. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partnership"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    changePartnership: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnershipChangeRequest"];
            };
        };
        responses: {
            /** @description The partnership. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partnership"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getAgreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agreements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreementPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    actOnAgreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementActRequest"];
            };
        };
        responses: {
            /** @description Agreements as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreementPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPartnerCertificates: {
        parameters: {
            query?: {
                /** @description `a` or `b`; the asker's own if left out. */
                side?: string;
            };
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificates. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerCertificates"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    addDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["DocumentForm"];
            };
        };
        responses: {
            /** @description Its item. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanItem"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the item. */
                item: string;
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listExchanges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerExchange"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    exportPartnerFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number[];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPartnerFigures: {
        parameters: {
            query: {
                /** @description `field`, `town`, `enterprise` or `carrier`; the total alone if left out. */
                by?: string;
                /** @description Id of the indicator. */
                indicator: string;
                /** @description `a` or `b`. */
                side: string;
                /** @description Year; the last with a figure if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerFigures"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importPartnerFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        /** @description The file as it came, byte by byte. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description What it brought. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerImported"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPartnerLadder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The level, and what the next one lacks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerLadder"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: {
                /** @description An earlier version; the newest if left out. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerPlan"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    editPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanEditsRequest"];
            };
        };
        responses: {
            /** @description The plan as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerPlan"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPlanHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanRevision"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPlanIndicators: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Indicators. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndicatorFigure"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPublicPairs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pairs with an agreement in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPair"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPublicPair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What everybody may see. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadPublicDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the item. */
                item: string;
                /** @description Id. */
                partnership: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listRegions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Regions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Region"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRegion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The region. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Region"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accountReadings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was computed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listBalances: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Balances, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceSet"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importBalance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["BalanceForm"];
            };
        };
        responses: {
            /** @description The balance. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BalanceSet"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listBoard: {
        parameters: {
            query?: {
                /** @description `symbiosis` or `supply`. */
                family?: string;
                /** @description At most so many, up to 500 [default: 200]. */
                limit?: number;
                /** @description Only what the asker entered. */
                mine?: boolean;
                /** @description From which on [default: 0]. */
                offset?: number;
                /** @description Words in English or Chinese, or digits of a code. */
                q?: string;
                /** @description `offer` or `need`. */
                side?: string;
                /** @description Material, or kind of supply. */
                what?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    enterBoard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBoardEntryRequest"];
            };
        };
        responses: {
            /** @description Its number. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": number;
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    takeBackEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                entry: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is off the board. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importBoard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["BoardFilesForm"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardTaken"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getLocalProcurement: {
        parameters: {
            query?: {
                /** @description Cities of the cluster, commas between [default: all that buy]. */
                cities?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By city and year; without purchases no table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listMatches: {
        parameters: {
            query?: {
                /** @description Kind of supply. */
                kind?: string;
                /** @description At most so many needs, up to 200 [default: 50]. */
                limit?: number;
                /** @description Only needs that the asker entered. */
                mine?: boolean;
                /** @description Number of a need. */
                need?: number;
                /** @description From which on [default: 0]. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Needs with their offers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    judgeMatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JudgeMatchRequest"];
            };
        };
        responses: {
            /** @description Noted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getNetwork: {
        parameters: {
            query?: {
                /** @description Price of a tonne of CO2e that counts as gain, yuan [default: 0]. */
                carbon_yuan_per_t?: number;
                /** @description Way on the ground over the great circle, 1 to 10 [default: 1]. */
                detour?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getBoundaries: {
        parameters: {
            query?: {
                /** @description Level; the finest that has boundaries if left out. */
                level?: string;
                /** @description Only members of this place, at any depth. */
                parent?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A feature a place; a level without own shapes is drawn by those of its members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoundaryCollection"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listCases: {
        parameters: {
            query?: {
                /** @description Only this assignee. */
                assignee?: string;
                /** @description Only this kind. */
                kind?: string;
                /** @description Rows, at most 500. */
                limit?: number;
                /** @description Only this meter. */
                meter?: string;
                /** @description Rows to be skipped. */
                offset?: number;
                /** @description Only this place and its members. */
                place?: string;
                /** @description Text in a code or name of a meter or enterprise, also in Pinyin, in the reason or in what people wrote. */
                q?: string;
                /** @description Only this status. */
                status?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cases. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CasePage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The case. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    actOnCase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseActionRequest"];
            };
        };
        responses: {
            /** @description The case. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    findCases: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseRun"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getChain: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description Two to six dimensions with commas; `carrier,field,place` if left out. */
                stages?: string;
                /** @description Members a stage shows before the rest is folded; 12 if left out. */
                top?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nodes and links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainFlow"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getValueChain: {
        parameters: {
            query?: {
                /** @description Firms, or deliveries as `from>to`, with commas. */
                break?: string;
                /** @description Only rows of this city (code or name), or in which it is the partner. */
                city?: string;
            };
            header?: never;
            path: {
                /** @description Number of the table. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    compareCities: {
        parameters: {
            query: {
                /** @description By what; `industry` if left out, `field` where there are no industries. */
                by?: components["schemas"]["StructureBy"];
                /** @description Two to four ids of cities, with commas. */
                cities: string;
                /** @description Level of the groups that inequality is split by; the next coarser level with at least two places if left out. */
                group?: string;
                /** @description Total that is divided; the region's default if it is a total, else carbon. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Level of places; the coarsest with at least five if left out. */
                level?: string;
                /** @description `average` if left out; `single`, `complete`, `weighted`, `ward`. */
                linkage?: string;
                /** @description What inequality, hot spots and paths are of; the total per person if people are known, else the total. */
                measure?: components["schemas"]["IndicatorId"];
                /** @description Only cities of this place; the region's root if left out. */
                place?: string;
                /** @description Number of a kept table; the region's ledger if left out and it has structures, else the newest table that has. */
                table?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
                /** @description Year; the last if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCity: {
        parameters: {
            query?: {
                /** @description By what; `industry` if left out, `field` where there are no industries. */
                by?: components["schemas"]["StructureBy"];
                /** @description Level of the groups that inequality is split by; the next coarser level with at least two places if left out. */
                group?: string;
                /** @description Total that is divided; the region's default if it is a total, else carbon. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Level of places; the coarsest with at least five if left out. */
                level?: string;
                /** @description `average` if left out; `single`, `complete`, `weighted`, `ward`. */
                linkage?: string;
                /** @description What inequality, hot spots and paths are of; the total per person if people are known, else the total. */
                measure?: components["schemas"]["IndicatorId"];
                /** @description Only cities of this place; the region's root if left out. */
                place?: string;
                /** @description Number of a kept table; the region's ledger if left out and it has structures, else the newest table that has. */
                table?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
                /** @description Year; the last if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Code of the place, or the name in the table. */
                city: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The city. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listCityTables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tables, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityTable"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importCityTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["CityTableForm"];
            };
        };
        responses: {
            /** @description The table and what was found in it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityTableKept"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCluster: {
        parameters: {
            query?: {
                /** @description By what; `industry` if left out, `field` where there are no industries. */
                by?: components["schemas"]["StructureBy"];
                /** @description Level of the groups that inequality is split by; the next coarser level with at least two places if left out. */
                group?: string;
                /** @description Total that is divided; the region's default if it is a total, else carbon. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Level of places; the coarsest with at least five if left out. */
                level?: string;
                /** @description `average` if left out; `single`, `complete`, `weighted`, `ward`. */
                linkage?: string;
                /** @description What inequality, hot spots and paths are of; the total per person if people are known, else the total. */
                measure?: components["schemas"]["IndicatorId"];
                /** @description Only cities of this place; the region's root if left out. */
                place?: string;
                /** @description Number of a kept table; the region's ledger if left out and it has structures, else the newest table that has. */
                table?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
                /** @description Year; the last if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listContracts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Contracts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importContracts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ContractsForm"];
            };
        };
        responses: {
            /** @description What was taken; of a refused table nothing. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractsTaken"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    removeContract: {
        parameters: {
            query?: {
                /** @description Code of its enterprise; all that claim it if left out. */
                enterprise?: string;
                /** @description Id of an instrument. */
                id?: string;
                /** @description `residual_mix` or `grid_average`, with `market` and `valid`, instead of an instrument. */
                kind?: string;
                /** @description Market of the factor. */
                market?: string;
                /** @description When the factor is valid. */
                valid?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCube: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description One or two dimensions with a comma: `place`, `field`, `industry`, `carrier`, `scope`, `gas`, `enterprise`, `period`. The total alone if left out. */
                by?: string;
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description At most so many rows (the total is of all). */
                limit?: number;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description Length of a period when cut by period; `year` if left out. */
                step?: components["schemas"]["StepId"];
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows and total. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cube"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getDataQuality: {
        parameters: {
            query?: {
                /** @description `enterprise` (usual), `place` or `source`. */
                by?: string;
                /** @description Rows, at most 1000. */
                limit?: number;
                /** @description Rows to be skipped. */
                offset?: number;
                /** @description Period; the last year with readings if left out. */
                period?: string;
                /** @description Code of a place; its members count too. */
                place?: string;
                /** @description `completeness` (usual), `cases`, `gap` or `name`. */
                sort?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Data quality. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QualityAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listEnterprises: {
        parameters: {
            query?: {
                /** @description At most so many; 50 if left out. */
                limit?: number;
                /** @description Skip so many. */
                offset?: number;
                /** @description Only in this place or below it. */
                place?: string;
                /** @description Text in a name, code or Pinyin. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Enterprises by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnterprisePage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listEstimates: {
        parameters: {
            query?: {
                /** @description Rows, at most 1000. */
                limit?: number;
                /** @description Rows to be skipped. */
                offset?: number;
                /** @description Only rows with an estimate in the ledger (`posted`), with none (`missing`). */
                only?: string;
                /** @description Only enterprises in a place or below it: rows and counts. Models and runs are the region's. */
                place?: string;
                /** @description Part of an enterprise's code or name. */
                q?: string;
                /** @description Year; the last that can be estimated if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Estimates. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EstimateAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    runEstimates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EstimateRequest"];
            };
        };
        responses: {
            /** @description What was estimated, a run for each year. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EstimateRun"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    explainFigure: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Levels below the figure; 2 if left out. */
                depth?: number;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description Children of a node before the rest is summed up; 20 if left out. */
                limit?: number;
                /** @description The days of this meter in the month `period`. */
                meter?: string;
                /** @description The meters behind an entry: those of exactly `place`, `enterprise`, `carrier` and `unit` in the month `period`. */
                meters?: boolean;
                /** @description One side of a ratio; the ratio itself if left out. */
                part?: components["schemas"]["PartId"];
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description Only what is known for a longer period than this step alone, with `unplaced_only`. */
                step?: components["schemas"]["StepId"];
                /** @description Unit of the amounts, with `meters`. */
                unit?: string;
                /** @description See `step`. */
                unplaced_only?: boolean;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figure's tree. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    exportFigures: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description As in `/cube`. */
                by?: string;
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description As in `/table`. */
                columns?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Format; `csv` if left out. */
                format?: components["schemas"]["ExportFormatId"];
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description As in `/table`. */
                level?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description As in `/table`. */
                q?: string;
                /** @description As in `/table`. */
                rows?: components["schemas"]["TableRowsId"];
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description As in `/cube`. */
                step?: components["schemas"]["StepId"];
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
                /** @description What; `cube` if left out. */
                what?: components["schemas"]["ExportWhatId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["FileBody"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                /** @description Only this code. */
                code?: string;
                /** @description Only of this import. */
                import?: number;
                /** @description At most so many; 50 if left out. */
                limit?: number;
                /** @description Skip so many. */
                offset?: number;
                /** @description Only so grave. */
                severity?: components["schemas"]["SeverityId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Findings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getFlow: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description Two to six dimensions with commas; `carrier,field,place` if left out. */
                stages?: string;
                /** @description Members a stage shows before the rest is folded; 12 if left out. */
                top?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nodes and links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listGrids: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Grids, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridSet"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getGridDay: {
        parameters: {
            query?: {
                /** @description Local day, `2026-05-04`; the last with readings if left out. */
                date?: string;
            };
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its steps. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridDay"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listIntroductions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntroductionList"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    askIntroduction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIntroductionRequest"];
            };
        };
        responses: {
            /** @description Asked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntroductionDto"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    actOnIntroduction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntroductionActRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntroductionDto"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMap: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description How many; 5 if left out. */
                classes?: number;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description Level of the places; the level below `parent` if left out. */
                level?: string;
                /** @description How classes are made; `jenks` if left out. */
                method?: components["schemas"]["ClassMethodId"];
                /** @description Only members of this place, at any depth; the root if left out. */
                parent?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Values and classes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MapAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listMeters: {
        parameters: {
            query?: {
                /** @description Id of a carrier. */
                carrier?: string;
                /** @description Code of an enterprise. */
                enterprise?: string;
                /** @description Rows, at most 1000. */
                limit?: number;
                /** @description Rows to be skipped. */
                offset?: number;
                /** @description Period of the amounts: `2026`, `2026-05`, `2025..2026`; the last year with readings if left out. */
                period?: string;
                /** @description Code of a place; its members count too. */
                place?: string;
                /** @description Part of a code or name. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Meters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeterPage"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMeter: {
        parameters: {
            query?: {
                /** @description `2026`, `2026-05`; the last year with readings if left out. */
                period?: string;
            };
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The meter. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeterAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMeterCalendar: {
        parameters: {
            query?: {
                /** @description Year; the last with readings if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The year. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMeterDay: {
        parameters: {
            query?: {
                /** @description Local day, `2026-05-04`; the last with readings if left out. */
                date?: string;
            };
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeterDay"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    exchangeMeter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExchangeRequest"];
            };
        };
        responses: {
            /** @description What it changed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    takeBackExchange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description When it was told to have been: `2026-05-04T10:30`, or with an offset. */
                at: string;
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    previewRepair: {
        parameters: {
            query?: {
                /** @description First day; the meter's first if left out. */
                from?: string;
                /** @description Last day; the meter's last if left out. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What would be filled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepairPlan"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    repairMeter: {
        parameters: {
            query?: {
                /** @description First day; the meter's first if left out. */
                from?: string;
                /** @description Last day; the meter's last if left out. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description Code. */
                meter: string;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was filled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepairPlan"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description Largest members shown; 10 if left out. */
                top?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cards, trend, fields, largest members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPairing: {
        parameters: {
            query?: {
                /** @description Partners of each city, 1 to 50; 5 if left out. */
                best?: number;
                /** @description By what; `industry` if left out, `field` where there are no industries. */
                by?: components["schemas"]["StructureBy"];
                /** @description Only pairs of this city: its id, code or name. */
                city?: string;
                /** @description Level of the groups that inequality is split by; the next coarser level with at least two places if left out. */
                group?: string;
                /** @description Distance at which nearness is one half, km, above 0; 300 if left out. */
                half_km?: number;
                /** @description Total that is divided; the region's default if it is a total, else carbon. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Level of places; the coarsest with at least five if left out. */
                level?: string;
                /** @description `average` if left out; `single`, `complete`, `weighted`, `ward`. */
                linkage?: string;
                /** @description What inequality, hot spots and paths are of; the total per person if people are known, else the total. */
                measure?: components["schemas"]["IndicatorId"];
                /** @description Years by which one may walk behind the other; 10 if left out. */
                most_lag?: number;
                /** @description Only cities of this place; the region's root if left out. */
                place?: string;
                /** @description Number of a kept table; the region's ledger if left out and it has structures, else the newest table that has. */
                table?: number;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
                /** @description Weights of complement, trajectory, topic and distance with commas, each at least 0; `1,1,1,1` if left out. */
                weights?: string;
                /** @description Only pairs of `city` with these, with commas; all of them, in this order. */
                with?: string;
                /** @description Year; the last if left out. */
                year?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pairs, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairingAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPlaces: {
        parameters: {
            query?: {
                /** @description Only of this level. */
                level?: string;
                /** @description At most so many; all if left out. */
                limit?: number;
                /** @description Only direct members of this place. */
                parent?: string;
                /** @description Text in a name, alias, code or Pinyin. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Places, parents before members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Place"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPoints: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Points, largest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Points"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listPublications: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Publications. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publication"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishRequest"];
            };
        };
        responses: {
            /** @description The publication. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publication"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPublication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The publication. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publication"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getPublicationChanges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pushReadings: {
        parameters: {
            query?: {
                /** @description What times of intervals name: `start` (if left out) or `end`. */
                stamp?: string;
            };
            header?: {
                /** @description Tells this batch from others; `key` in the batch does too. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description What was taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushAnswer"];
                };
            };
            /** @description Too much waits: send the batch again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The server's disk is full or cannot be written; nothing was kept. Send the batch again after `Retry-After` seconds. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importReadings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ReadingsForm"];
            };
        };
        responses: {
            /** @description Its number among the imports. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStarted"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTable: {
        parameters: {
            query?: {
                /** @description Basis of purchased power and heat; `location` if left out. */
                basis?: components["schemas"]["BasisId"];
                /** @description Carrier ids, with commas. */
                carrier?: string;
                /** @description Columns: indicators with commas; all that have data if left out. */
                columns?: string;
                /** @description Largest first; true if left out, except by name. */
                desc?: boolean;
                /** @description Energy basis; `calorific` if left out. */
                energy_basis?: components["schemas"]["EnergyBasisId"];
                /** @description Codes of enterprises, with commas. */
                enterprise?: string;
                /** @description Fields, with commas. */
                field?: string;
                /** @description Gases, with commas. */
                gas?: string;
                /** @description Indicator; the region's default if left out. */
                indicator?: components["schemas"]["IndicatorId"];
                /** @description Industry codes, with commas. */
                industry?: string;
                /** @description Level of the places; the level below the place asked for if left out. */
                level?: string;
                /** @description At most so many; 50 if left out. */
                limit?: number;
                /** @description Skip so many. */
                offset?: number;
                /** @description `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period). */
                period?: string;
                /** @description Code of a place; the region's root if left out. */
                place?: string;
                /** @description Only what is stated at the place itself, not below it. */
                place_only?: boolean;
                /** @description Text in a name or code. */
                q?: string;
                /** @description Places or enterprises; `place` if left out. */
                rows?: components["schemas"]["TableRowsId"];
                /** @description Scopes, with commas. */
                scope?: string;
                /** @description An indicator, or `name`; the first column if left out. */
                sort?: string;
                /** @description View; the region's default if left out. */
                view?: components["schemas"]["ViewId"];
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows asked for, totals of the whole. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Table"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTies: {
        parameters: {
            query?: {
                /** @description Year in which the index of integration is 100; the first if left out. */
                base?: number;
                /** @description Number of a table of flows. */
                flows?: number;
                /** @description Number of a table of integration values. */
                integration?: number;
                /** @description Kind of flow of that table; the first if left out. */
                kind?: string;
                /** @description Number of a table of pairs. */
                ladder?: number;
                /** @description Period of the flows; the latest of the kind if left out. */
                period?: string;
                /** @description Number of a table of resources. */
                resources?: number;
            };
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Flows, integration, ladder, positions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ties"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTradeTables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tables, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TradeTable"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    importTradeTable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TradeForm"];
            };
        };
        responses: {
            /** @description The accounts. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TradeAccounts"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getTradeTable: {
        parameters: {
            query?: {
                /** @description Name of the stressor; the first if left out. */
                stressor?: string;
            };
            header?: never;
            path: {
                /** @description Number. */
                id: number;
                /** @description Id of the region. */
                region: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TradeAccounts"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenRequest"];
            };
        };
        responses: {
            /** @description Made; the secret is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCreated"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the token. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listToolExamples: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Examples. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolExample"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    findRoutes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolRequest"];
            };
        };
        responses: {
            /** @description The routes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouteAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    shareAmounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolRequest"];
            };
        };
        responses: {
            /** @description The shares. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharingAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    chooseSites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolRequest"];
            };
        };
        responses: {
            /** @description The choice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitingAnswer"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listUnits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Units. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUserRequest"];
            };
        };
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUserRequest"];
            };
        };
        responses: {
            /** @description The user as he is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A refusal. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
